//! The command line, tried on the real program: what it prints, how it ends, what it keeps.

mod support;

mod cli {
    mod configuration;
    mod conventions;
    mod customers;
    mod editor;
    mod exporting;
    mod hostile_text;
    mod importing;
    mod importing_again;
    mod lift;
    mod logging;
    mod opening;
    mod praise;
    mod remarks;
    mod rotation;
    mod searching;
    mod settling;
    mod slot;
    mod touches;
    mod undo;
    mod when;
    mod who;
}
