#!/bin/sh
# What the tests like to have: PostgreSQL, Redis, Chromium, ffmpeg. As root on Debian it is
# started, and installed where it is missing (the servers only in CI); elsewhere the tests that
# need it are skipped and say so.
set -u

in_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }

postgres_answers() {
    has pg_isready && pg_isready -q -h 127.0.0.1 -p 5432
}
redis_answers() {
    has redis-cli && [ "$(redis-cli -h 127.0.0.1 ping 2>/dev/null)" = PONG ]
}

missing=
has chromium || has chromium-browser || has google-chrome || missing="$missing chromium"
has ffmpeg || missing="$missing ffmpeg"
if in_ci; then
    [ -n "${ACADEMY_TEST_POSTGRES:-}" ] || postgres_answers || has pg_ctlcluster || missing="$missing postgresql"
    [ -n "${ACADEMY_TEST_REDIS:-}" ] || redis_answers || has redis-server || missing="$missing redis-server"
fi

if [ -n "$missing" ]; then
    if may_install; then
        echo "Installing for the tests:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null \
            || echo "Could not install:$missing"
    else
        echo "Not here, so some tests will be skipped:$missing"
    fi
fi

[ "$(id -u)" = 0 ] || exit 0

if [ -z "${ACADEMY_TEST_POSTGRES:-}" ] && has pg_ctlcluster && ! postgres_answers; then
    pg_lsclusters -h | while read -r version cluster _; do
        pg_ctlcluster "$version" "$cluster" start || true
    done
fi
if [ -z "${ACADEMY_TEST_POSTGRES:-}" ] && postgres_answers && has su; then
    # The tests come through the socket as this user when TCP asks for a password.
    su postgres -c "psql -qtAc \"SELECT 1 FROM pg_roles WHERE rolname = 'root'\"" 2>/dev/null | grep -q 1 \
        || su postgres -c 'createuser --superuser root' 2>/dev/null || true
    su postgres -c "psql -qtAc \"SELECT 1 FROM pg_database WHERE datname = 'test'\"" 2>/dev/null | grep -q 1 \
        || su postgres -c 'createdb --owner root test' 2>/dev/null || true
fi
if [ -z "${ACADEMY_TEST_REDIS:-}" ] && has redis-server && ! redis_answers; then
    redis-server --daemonize yes --save '' --bind 127.0.0.1 >/dev/null || true
fi
exit 0
