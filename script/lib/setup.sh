# Shared set-up of the scripts: Python, a virtual environment, what the lock files name.
# Source it from the root of the checkout; it defines functions and does nothing by itself.

venv="${WHEREHOLD_VENV:-.venv}"

say() { echo "$@" >&2; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Wherehold needs Python 3.11 or newer: install it, or name it as PYTHON=/path/to/python."
    exit 1
}

# Debian packs ensurepip apart, so venv fails there until python3-venv is installed.
have_ensurepip() { "$1" -c 'import ensurepip' 2>/dev/null; }

ensure_venv() {
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    if ! have_ensurepip "$python"; then
        package="$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            say "Installing $package"
            apt-get update -qq >&2
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                "$package" >&2
        else
            say "Python cannot make virtual environments yet: run 'sudo apt-get install $package'" \
                "and start this script again."
            exit 1
        fi
    fi
    say "Making the virtual environment in $venv"
    "$python" -m venv "$venv"
}

# What an installation was made from: when this is unchanged, there is nothing to install.
digest_of() {
    cat "requirements/$1.txt" pyproject.toml src/wherehold/__init__.py | "$venv/bin/python" -c \
        'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

is_installed() { [ "$(cat "$venv/.wherehold-$1" 2>/dev/null)" = "$(digest_of "$1")" ]; }

pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }

# install run|dev: the locked packages by their hashes, then the project itself. What the tests
# need includes what serving needs.
install() {
    ensure_venv
    if ! is_installed dev && ! is_installed "$1"; then
        say "Installing what requirements/$1.txt names"
        pip install --require-hashes -r "requirements/$1.txt" || return 1
        say "Installing Wherehold and building its front end"
        pip install --no-deps --no-build-isolation -e . || return 1
        digest_of "$1" >"$venv/.wherehold-$1"
    fi
    "$venv/bin/python" hatch_build.py >&2
}
