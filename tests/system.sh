#!/bin/sh
# What the tests need that pip cannot bring: a browser for the pages, Prometheus for the measures, xmllint for the feeds.
# Where it may install, it brings a Chinese font too: without one the pages are tested with empty boxes, and pass.
set -eu
missing=""
for pair in chromium:chromium promtool:prometheus xmllint:libxml2-utils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
font=""
[ -n "$(fc-list :lang=zh 2>/dev/null)" ] || font=" fonts-wqy-microhei"
[ -z "$missing$font" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing$font ..."
  apt-get update -qq >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing$font >/dev/null 2>&1 && exit 0
fi
[ -z "$missing" ] && exit 0
echo "The tests need these packages of the system:$missing (on Debian: apt-get install$missing)" >&2
exit 1
