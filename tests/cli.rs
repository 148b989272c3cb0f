//! The command line, tried on the real program: what it prints, how it ends, what it keeps.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test that meets what it does not expect fails there"
)]

mod support;

mod cli {
    mod attacks;
    mod away;
    mod backups;
    mod calendar;
    mod completing;
    mod configuration;
    mod conventions;
    mod customers;
    mod doctor;
    mod editor;
    mod elsewhere;
    mod exporting;
    mod exporting_people;
    mod fields;
    mod forgetting;
    mod hostile_practices;
    mod hostile_text;
    mod ideas;
    mod importing;
    mod importing_again;
    mod importing_calls;
    mod importing_cards;
    mod importing_formats;
    mod importing_workbooks;
    mod importing_wrapped;
    mod importing_yes_no;
    mod journal;
    mod lift;
    mod logging;
    mod manual;
    mod merging;
    mod merging_agreeing;
    mod merging_imports;
    pub(crate) mod migrating;
    mod migrating_ids;
    mod migrating_second;
    mod migrating_versions;
    mod mutated;
    mod occasions;
    mod opening;
    mod past_buyers;
    mod person;
    mod phones;
    mod plain;
    mod praise;
    mod private;
    mod promises;
    mod read_elsewhere;
    mod remarks;
    mod reminding;
    mod rotation;
    mod round_trip;
    mod same_person;
    mod searching;
    mod settling;
    mod slot;
    mod syncing;
    mod syncing_conflicts;
    mod syncing_folder;
    mod syncing_forgetting;
    mod syncing_merging;
    mod syncing_who;
    mod syncing_words;
    #[cfg(feature = "team")]
    mod team;
    #[cfg(feature = "team")]
    mod team_by_itself;
    #[cfg(feature = "team")]
    mod team_claims;
    #[cfg(feature = "team")]
    mod team_compacting;
    #[cfg(feature = "team")]
    mod team_entering;
    #[cfg(feature = "team")]
    mod team_faults;
    #[cfg(feature = "team")]
    mod team_forged;
    #[cfg(feature = "team")]
    mod team_leaving;
    #[cfg(feature = "team")]
    mod team_members;
    #[cfg(feature = "team")]
    mod team_month;
    #[cfg(feature = "team")]
    mod team_page;
    #[cfg(feature = "team")]
    mod team_rights;
    #[cfg(feature = "team")]
    mod team_server;
    #[cfg(feature = "team")]
    mod team_sharing;
    #[cfg(feature = "team")]
    mod team_wall;
    mod teammates;
    mod together;
    mod touches;
    mod trends;
    mod undo;
    mod visits;
    mod wall;
    mod wall_looked_at;
    mod week;
    mod when;
    mod who;
    #[cfg(not(feature = "team"))]
    mod without_teams;
    mod year;
    mod zones;
}
