#!/usr/bin/env bash
# Make a virtual environment for every requirements-*.txt here, in the folder that is
# given or in .venv-peers beside the benchmarks. Torch is to be a build for CPUs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../.venv-peers}
for requirements in "$here"/requirements-*.txt; do
    name=$(basename "$requirements" .txt)
    python3 -m venv "$folder/${name#requirements-}"
    "$folder/${name#requirements-}/bin/pip" install -q -r "$requirements"
done
