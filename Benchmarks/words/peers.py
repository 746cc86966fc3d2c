"""What accuracy.py and speed.py share: building, the peers' venv, running and measuring processes."""
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DATA = ROOT.parent / "shared/data"
VENV = ROOT / "Benchmarks/.venv-words"
YAOYU = ROOT / ".build/release/yaoyu"

# One line in, one line out, words joined by a space. Runs inside the venv: `python -c CUT[name] FILE`.
CUT = {
    "jieba": "import jieba; jieba.setLogLevel(60); cut = jieba.cut",
    "jieba, no HMM": "import jieba; jieba.setLogLevel(60); cut = lambda s: jieba.cut(s, HMM=False)",
    "rjieba": "import rjieba; cut = rjieba.cut",
    # THULAC greets on standard output.
    "thulac": "import contextlib, sys, thulac\nwith contextlib.redirect_stdout(sys.stderr):\n"
              "    model = thulac.thulac(seg_only=True)\ncut = lambda s: [w for w, _ in model.cut(s)]",
    "pkuseg": "import pkuseg; cut = pkuseg.pkuseg().cut",
}
LOOP = """
import sys
sys.stdout.reconfigure(encoding="utf-8")
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        print(" ".join(w for w in cut(line.rstrip("\\n")) if not w.isspace()))
"""
# Characters one for one (s2t), so that word boundaries stay where they were.
TRADITIONAL = """
import sys, opencc
sys.stdout.reconfigure(encoding="utf-8")
converter = opencc.OpenCC("s2t")
for line in open(sys.argv[1], encoding="utf-8"):
    words = line.split()
    text, position, result = converter.convert("".join(words)), 0, []
    if len(text) != sum(map(len, words)):
        text = "".join(converter.convert(c) for w in words for c in w)
    for word in words:
        result.append(text[position:position + len(word)])
        position += len(word)
    print("  ".join(result))
"""
PACKAGES = {"opencc": "opencc==1.1.9", "jieba": "jieba==0.42.1", "jieba, no HMM": "jieba==0.42.1", "rjieba": "rjieba==0.2.2",
            "thulac": "thulac==0.2.2", "pkuseg": "pkuseg==0.0.25"}


def python():
    """The venv's interpreter, made on first use."""
    path = VENV / "bin/python"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    return path


def install(name):
    """Whether the peer is there, installing it from PyPI if need be."""
    done = subprocess.run([python(), "-m", "pip", "install", "--quiet", PACKAGES[name]],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def command(name, text):
    return [python(), "-c", CUT[name] + LOOP, text]


def build_yaoyu():
    subprocess.run(["swift", "build", "-c", "release", "--product", "yaoyu"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)


def build_icu(folder):
    """Compiles icu_break.cpp; None without g++ or libicu-dev."""
    program = pathlib.Path(folder) / "icu_break"
    try:
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "icu-uc"], check=True, capture_output=True,
                               text=True).stdout.split()
        subprocess.run(["g++", "-O2", HERE / "icu_break.cpp", "-o", program, *flags], check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return program


def run(command, output, environment=None):
    """Wall seconds, CPU seconds and peak RSS in MB of a command that writes to `output`; None if it fails."""
    # Emptying what the last run wrote is none of this one's time.
    with open(output, "wb") as file:
        start = time.monotonic()
        process = subprocess.Popen([str(c) for c in command], stdout=file, stderr=subprocess.DEVNULL, cwd=ROOT,
                                   env=os.environ | (environment or {}))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return None
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
