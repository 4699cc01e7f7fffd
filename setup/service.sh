# service OPTION...: ./jam's options for unattended playing: --install-service, --remove-service, --status.
# SPDX-License-Identifier: BSD-3-Clause

is_for_service() {
    local word
    for word in "$@"; do
        case $word in --install-service | --remove-service | --status) return 0 ;; esac
    done
    return 1
}

service() {
    local what="" patch="" dry="" found words=()
    while [ $# -gt 0 ]; do
        case $1 in
            --install-service)
                [ -n "${2:-}" ] || die "--install-service wants a patch (./jam --help)"
                what=install patch=$2
                shift
                ;;
            --remove-service)
                what=remove
                case ${2:-} in "" | --*) ;; *)
                    patch=$2
                    shift
                    ;;
                esac
                ;;
            --status) what=status ;;
            --dry-run) dry=1 words+=(--dry-run) ;;
            *) words+=("$1") ;;
        esac
        shift
    done
    if [ -n "$patch" ]; then
        found=$(find_patch "$patch") || exit 1
        patch=$found
    fi
    if [ "$what" = install ] && [ -z "$dry" ]; then
        install_missing
        build library
    fi
    exec python3 -B "$root/setup/service/unattended/unit.py" "$what" ${patch:+--patch "$patch"} "${words[@]}"
}
