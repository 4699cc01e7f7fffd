# Pd's window as a kiosk: the whole screen, no menus, no editing; a hand reaches the patch's own controls and no more.
# Pd loads it by itself from a folder of its search path. [kiosk] hears of each touch through "kiosk-hand".
# SPDX-License-Identifier: BSD-3-Clause
namespace eval ::kiosk {
    variable hand_ms 0
    variable piece {}
}

# All that the window says to Pd passes here: what is not named is dropped, so that no menu, key binding, dialog or
# right click of any version of Pd gets through.
proc ::kiosk::allow {message} {
    set words [regexp -all -inline {\S+} [string trim $message " ;\n"]]
    lassign $words receiver selector
    if {$receiver eq "pd"} { return [expr {$selector in {ping init startup perf path}}] }
    return [expr {$selector in {mouse mouseup motion map setbounds relocate}}]
}

# Plain clicks only: with a modifier or another button Pd edits, or asks for properties.
proc ::kiosk::plain {message} {
    if {[regexp {^(\S+) mouse (\S+) (\S+) (\S+) (\S+)} $message -> canvas x y button modifier]} {
        if {$button != 1} { return "" }
        return "$canvas mouse $x $y 1 0"
    }
    if {[regexp {^(\S+) motion (\S+) (\S+)} $message -> canvas x y]} { return "$canvas motion $x $y 0" }
    return $message
}

proc ::kiosk::hand {} {
    variable hand_ms
    set now [clock milliseconds]
    if {$now - $hand_ms < 250} { return }
    set hand_ms $now
    ::kiosk::to_pd "kiosk-hand bang"
}

proc ::kiosk::send {message} {
    if {![allow $message]} { return }
    set message [plain $message]
    if {$message eq ""} { return }
    if {[regexp {^\S+ (mouse|mouseup) } $message]} { hand }
    ::kiosk::to_pd $message
}

# The piece fills the screen without a menu, with or without a window manager; what watches over it, and Pd's console,
# stay out of sight. Pd brings menus back when a window gets the focus, so this is looked after all the time.
proc ::kiosk::tidy {} {
    variable piece
    after 250 ::kiosk::tidy
    wm withdraw .pdwindow
    foreach window [winfo children .] {
        if {[winfo class $window] ne "PatchWindow" || ![winfo ismapped $window]} { continue }
        if {[string match "watch.pd*" [wm title $window]]} {
            wm withdraw $window
            continue
        }
        # The piece comes first; whatever a click on a box opens is closed again.
        if {$piece eq "" || ![winfo exists $piece]} { set piece $window }
        if {$window ne $piece} {
            ::kiosk::to_pd "$window menuclose 0"
            continue
        }
        if {[$window cget -menu] ne ""} { $window configure -menu "" }
        wm protocol $window WM_DELETE_WINDOW {}
        set screen "[winfo screenwidth $window]x[winfo screenheight $window]"
        if {![string match "$screen*" [wm geometry $window]]} {
            wm attributes $window -fullscreen 1
            wm geometry $window "$screen+0+0"
        }
    }
}

proc ::kiosk::begin {} {
    rename ::pdsend ::kiosk::to_pd
    proc ::pdsend {message} { ::kiosk::send $message }
    wm protocol .pdwindow WM_DELETE_WINDOW {}
    # Quitting and opening are ours alone; a tap on a menu key does nothing.
    foreach name {menu_quit menu_open menu_new ::pd_menucommands::menu_quit} {
        if {[info procs $name] ne ""} { proc $name args {} }
    }
    foreach tag {all PatchWindow PdWindow DialogWindow} {
        foreach sequence [bind $tag] {
            if {[string match {*Key*} $sequence] || [string match {*Button-[23]*} $sequence]} { bind $tag $sequence {} }
        }
    }
    tidy
}

::kiosk::begin
