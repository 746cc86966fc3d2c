"""The virtual environment beside the benchmarks, shared by the scripts of this folder."""
import pathlib
import subprocess
import sys

VENV = pathlib.Path(__file__).resolve().parent.parent / ".venv"


def run_inside(script, peers):
    """Runs the rest of `script` inside the virtual environment, made on the first run, with `peers` installed."""
    python = VENV / "bin/python"
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([python, "-m", "pip", "-q", "install", *peers], check=True)
    sys.exit(subprocess.run([python, script, *sys.argv[1:]]).returncode)
