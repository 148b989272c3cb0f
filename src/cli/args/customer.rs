//! The flags of `add` and `edit`, made of the table of a customer's fields.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::domain::customer::{CustomerDraft, CustomerField, Flag, Kind, ListEdit};

/// The flag that names the customer who made a referral; it is not a field's text.
const REFERRED_BY: &str = "referred-by";

/// The flag that puts a number or a mailbox first in its list.
const PREFER: &str = "prefer";

/// The fields of a customer that the command line gives.
#[derive(Debug, Default)]
pub struct CustomerFlags {
    /// The fields, as typed.
    pub draft: CustomerDraft,
    /// Who referred them; "" is nobody.
    pub referred_by: Option<String>,
}

/// Makes the flags of one field.
fn flags(field: CustomerField) -> Vec<Arg> {
    let spec = field.spec();
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).help(help);
    match &spec.flag {
        Flag::Own => Vec::new(),
        Flag::Takes(name, value, help) => {
            // A list of facts begins with hyphens.
            vec![flag(name, help).value_name(*value).allow_hyphen_values(matches!(spec.kind, Kind::Lines))]
        }
        Flag::Chooses(name, help) => {
            let words = spec.kind.words().unwrap_or_default().into_iter().filter(|w| !w.is_empty());
            let value = name.replace('-', "_").to_uppercase();
            vec![flag(name, help).value_name(value).value_parser(PossibleValuesParser::new(words))]
        }
        Flag::Switches([first, second]) => {
            let switch = |name, help| flag(name, help).action(ArgAction::SetTrue);
            vec![switch(first.name, first.help).overrides_with(second.name), switch(second.name, second.help)]
        }
        Flag::Lists(flags) => {
            // People begin numbers with all kinds of marks.
            let is_list = matches!(spec.kind, Kind::Reach(_));
            let several = |(name, help)| flag(name, help).value_name(flags.value).action(ArgAction::Append);
            [flags.add, flags.remove].map(|one| several(one).allow_hyphen_values(is_list)).into()
        }
    }
}

/// Names a problem by the flag that takes the field's text, as the user typed it.
pub(in crate::cli) fn flag_of(key: &'static str) -> &'static str {
    CustomerField::of_key(key).and_then(|field| field.spec().flag.takes_text()).unwrap_or(key)
}

/// Reads what the flags of one field say, into a draft.
fn write_given(draft: &mut CustomerDraft, field: CustomerField, matches: &ArgMatches) {
    if let Flag::Lists(flags) = &field.spec().flag {
        let several = |(name, _)| matches.get_many::<String>(name).unwrap_or_default().cloned();
        // What goes, goes first: it makes room for what comes.
        for text in several(flags.remove) {
            draft.edit(field, ListEdit::Remove(text));
        }
        for text in several(flags.add) {
            draft.edit(field, ListEdit::Add(text));
        }
    } else if let Some(text) = given(field, matches) {
        draft.set(field, text);
    }
}

/// Reads the text that the flags of one field say.
fn given(field: CustomerField, matches: &ArgMatches) -> Option<String> {
    match &field.spec().flag {
        Flag::Switches(both) => {
            both.iter().find(|switch| matches.get_flag(switch.name)).map(|switch| switch.word.to_string())
        }
        flag => flag.takes_text().and_then(|name| matches.get_one::<String>(name).cloned()),
    }
}

impl Args for CustomerFlags {
    fn augment_args(command: Command) -> Command {
        CustomerField::ALL.iter().fold(command, |command, field| {
            let command = command.args(flags(*field));
            if *field == CustomerField::Email {
                let prefer = Arg::new(PREFER).long(PREFER).value_name("NUMBER|ADDRESS").action(ArgAction::Append);
                let help = "Make it the first: the number that is called, the address that is written to";
                return command.arg(prefer.help(help).allow_hyphen_values(true));
            }
            if *field != CustomerField::TouchesAYear {
                return command;
            }
            command.arg(Arg::new(REFERRED_BY).long(REFERRED_BY).value_name("WHO").help("Who referred them to you"))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for CustomerFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self { draft: CustomerDraft::default(), referred_by: matches.get_one(REFERRED_BY).cloned() };
        for field in CustomerField::ALL {
            write_given(&mut flags.draft, *field, matches);
        }
        for text in matches.get_many::<String>(PREFER).unwrap_or_default() {
            flags.draft.edit(CustomerField::Phone, ListEdit::Prefer(text.clone()));
        }
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
