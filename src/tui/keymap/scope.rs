//! The scopes of keys: the screens with a number, and everything that opens over them.

use crate::tui::action::Action;

macro_rules! scopes {
    (
        tabs { $($tab:ident = $tab_title:literal, $go:ident;)+ }
        over { $($scope:ident = $title:literal, $doc:literal;)+ }
    ) => {
        /// Where the user presses a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Scope {
            $(#[doc = concat!("The screen \"", $tab_title, "\".")] $tab,)+
            $(#[doc = $doc] $scope,)+
        }

        impl Scope {
            /// Every scope, in the help's order.
            pub const ALL: &'static [Self] = &[$(Self::$tab,)+ $(Self::$scope,)+];

            /// Returns the scope's name in the help.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$tab => $tab_title,)+
                    $(Self::$scope => $title,)+
                }
            }
        }

        /// The screens with a number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::tui) enum Tab { $($tab),+ }

        impl Tab {
            /// Every tab, in the order of their numbers.
            pub(in crate::tui) const ALL: &'static [Self] = &[$(Self::$tab),+];

            /// Returns the tab's name in the header.
            pub(in crate::tui) fn title(self) -> &'static str {
                match self { $(Self::$tab => $tab_title),+ }
            }

            /// Returns the scope of the tab's own keys.
            pub(in crate::tui) fn scope(self) -> Scope {
                match self { $(Self::$tab => Scope::$tab),+ }
            }

            /// Returns the action that opens the tab.
            pub(in crate::tui) fn opened_by(self) -> Action {
                match self { $(Self::$tab => Action::$go),+ }
            }

            /// Returns the tab that an action opens.
            pub(in crate::tui) fn of(action: Action) -> Option<Self> {
                match action {
                    $(Action::$go => Some(Self::$tab),)+
                    _ => None,
                }
            }
        }
    };
}

scopes! {
    tabs {
        Today = "Today", GoToday;
        Praise = "Praise", GoPraise;
        Customers = "Customers", GoCustomers;
        InTouch = "In touch", GoInTouch;
        Visits = "Visits", GoVisits;
        Ideas = "Ideas", GoIdeas;
        Trends = "Trends", GoTrends;
    }
    over {
        Week = "The week", "The week in words.";
        Lift = "Lift", "The screen for a low day.";
        Form = "Forms", "Logs and other forms.";
        Duplicates = "Likely duplicates", "Pairs that may be one person.";
        Conflicts = "Changed at the same time", "Values that lost to another machine's.";
        TeamWall = "The team's wall", "What hangs on the walls of the user's teams.";
        ChoosingFile = "Import: the file", "Which file or folder to import.";
        Columns = "Import: the columns", "What the columns of a file fill.";
        Outcome = "Import: what will happen", "What an import would do.";
        LeftOut = "Rows left out", "The rows that an import left out.";
        Marking = "Marking favorites", "Marking favorites.";
        Finding = "Search", "Search, palette, help and filters.";
        Asking = "Questions", "A question with a number for an answer.";
        Reading = "Pages to read", "Pages to read.";
        List = "Lists", "Lists.";
        Global = "Everywhere", "Everywhere, unless a form or dialog owns the keys.";
    }
}

impl Tab {
    /// Returns the place among the tabs, from 0.
    pub(in crate::tui) fn index(self) -> usize {
        Self::ALL.iter().position(|t| *t == self).unwrap_or(0)
    }

    /// Returns the tab some places further, wrapping around.
    pub(in crate::tui) fn step(self, by: usize) -> Self {
        Self::ALL.get((self.index() + by) % Self::ALL.len()).copied().unwrap_or(self)
    }
}
