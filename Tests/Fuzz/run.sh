#!/bin/bash
# Fuzzes the tokenization room under the address sanitizer; not part of `swift test`.
#
#   Tests/Fuzz/run.sh fuzz [SECONDS]     libFuzzer, guided by coverage (300 s); keeps its corpus between runs
#   Tests/Fuzz/run.sh seeded [BYTES]     10,000,000 bytes from a fixed seed, the same on every machine
#
# Ends with exit code 0 and the word “clean” when nothing was found. Works in .build/fuzz.
set -euo pipefail
mode=${1:-seeded}
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/.build/fuzz
mkdir -p "$build/corpus" "$build/cache"
case $mode in
  fuzz) sanitizers=(-sanitize=fuzzer,address) define=() ;;
  seeded) sanitizers=(-sanitize=address) define=(-D SEEDED) ;;
  *) sed -n 2,7p "$0" >&2; exit 64 ;;
esac
swift=(swiftc -swift-version 6 -package-name yaoyu -O -assert-config Debug -parse-as-library -enable-testing -I "$build"
  -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature InternalImportsByDefault
  -Xcc "-fmodule-map-file=$build/module.modulemap" "${sanitizers[@]}")

echo "module CICU { header \"$root/Sources/CICU/include/cicu.h\" export * }" > "$build/module.modulemap"
clang++ -std=c++17 -O1 -g -fsanitize=address -c -I "$root/Sources/CICU/include" \
  "$root/Sources/CICU/cicu.cpp" -o "$build/cicu.o"
for room in Support Tokenization; do
  "${swift[@]}" -wmo -emit-module -emit-module-path "$build/$room.swiftmodule" -module-name $room \
    -emit-object -o "$build/$room.o" "$root/Sources/$room"/*.swift
done
"${swift[@]}" "${define[@]}" -module-name Fuzz "$root/Tests/Fuzz/TokenizationFuzz.swift" \
  "$build"/{cicu,Support,Tokenization}.o -o "$build/$mode" -licui18n -licuuc -licudata -lstdc++

# The sanitizer reports by itself; ICU keeps its data for the life of the process.
export SWIFT_BACKTRACE=enable=no XDG_CACHE_HOME=$build/cache YAOYU_HOME=$root ASAN_OPTIONS=detect_leaks=0
if [ "$mode" = fuzz ]; then
  "$build/fuzz" -max_total_time="${2:-300}" -max_len=400 -timeout=20 -artifact_prefix="$build/" "$build/corpus"
else
  "$build/seeded" "${2:-10000000}"
fi
echo clean
