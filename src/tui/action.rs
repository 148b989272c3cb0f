//! Everything a key can do: one line for each action, with its name in the configuration and its help.

macro_rules! actions {
    ($($action:ident = $id:literal, $help:literal;)+) => {
        /// Something a key can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $(#[doc = $help] $action),+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$action),+];

            /// Returns the name in the configuration.
            pub fn id(self) -> &'static str {
                match self { $(Self::$action => $id),+ }
            }

            /// Says in a few words what it does.
            pub fn help(self) -> &'static str {
                match self { $(Self::$action => $help),+ }
            }
        }
    };
}

actions! {
    GoToday = "go_today", "today's good call";
    GoPraise = "go_praise", "what customers said in praise";
    GoCustomers = "go_customers", "the customers";
    GoInTouch = "go_in_touch", "past buyers to stay in touch with";
    GoVisits = "go_visits", "the visit plan";
    GoIdeas = "go_ideas", "ideas, needs and promises";
    GoTrends = "go_trends", "figures of the year";
    NextScreen = "next_screen", "the next screen";
    PreviousScreen = "previous_screen", "the screen before";
    Down = "down", "down";
    Up = "up", "up";
    PageDown = "page_down", "a page down";
    PageUp = "page_up", "a page up";
    First = "first", "to the first";
    Last = "last", "to the last";
    Right = "right", "to the right";
    Left = "left", "to the left";
    Open = "open", "open it";
    Back = "back", "back";
    Call = "call", "call them";
    CallWhich = "call_which", "call them, on a number of your choice";
    Log = "log", "log what they said";
    NoAnswer = "no_answer", "nobody answered";
    Voicemail = "voicemail", "left a voicemail";
    LogVisit = "log_visit", "log the visit";
    Keep = "keep", "keep the call for their hour";
    Skip = "skip", "skip to the next";
    KeepPromise = "keep_promise", "the promise that is due is kept";
    CallAnother = "call_another", "call them; once called, call another";
    Resume = "resume", "resume the unfinished log, or rate them";
    Lift = "lift", "I'm down";
    AddCustomer = "add_customer", "add a customer";
    Remind = "remind", "remind me on call days";
    Import = "import", "import contacts";
    Demo = "demo", "the demo book, or no visit was made";
    Filter = "filter", "filter the list";
    Search = "search", "search everything";
    Palette = "palette", "find any command or customer";
    Undo = "undo", "undo the last change";
    Redo = "redo", "redo what undo took back";
    Help = "help", "all keys";
    Quit = "quit", "quit";
    Suspend = "suspend", "suspend";
    Favorite = "favorite", "mark or unmark as a favorite";
    Edit = "edit", "edit the customer or the log";
    Rate = "rate", "rate: pleasure, then profit";
    Tag = "tag", "tag them, or take a tag away";
    Sort = "sort", "sort by name, company, city, or the longest without a talk";
    Snooze = "snooze", "snooze for a while";
    Archive = "archive", "out of sight";
    OpenElsewhere = "open_elsewhere", "open the record in the configured program";
    Delete = "delete", "delete this log";
    Star = "star", "star";
    ByTeammate = "by_teammate", "only praise of this teammate";
    ByCustomer = "by_customer", "only this customer's praise";
    Copy = "copy", "copy";
    Kudos = "kudos", "copy a note for the teammate";
    Wall = "wall", "hang praise on a wall: write it as a page";
    TeamWall = "team_wall", "the team's wall of praise";
    HangUp = "hang_up", "hang this praise on the team's wall";
    Share = "share", "share them with the team, hand them over, or take them back";
    TakeOff = "take_off", "take it off the wall, if you hung it there";
    KindWords = "kind_words", "keep a kind sentence";
    Duplicates = "duplicates", "people who may be in the book twice";
    MergeIntoFirst = "merge_into_first", "one person: the first record stays";
    MergeIntoSecond = "merge_into_second", "one person: the second record stays";
    MergeAgreeing = "merge_agreeing", "merge all pairs that agree in what they say";
    KeepApart = "keep_apart", "two people: never ask again";
    Conflicts = "conflicts", "what several machines changed at the same time";
    KeepValue = "keep_value", "let it be: the value that stands stays";
    TakeLost = "take_lost", "take the value that lost";
    Standing = "standing", "a customer left, or buys again";
    Refer = "refer", "add the person they pointed to";
    Join = "join", "join this name to another";
    Way = "way", "another way to be in touch";
    Everybody = "everybody", "show everybody, or only who is due";
    Accept = "accept", "take the day, or log the visit on it";
    Move = "move", "move it to another day";
    Decline = "decline", "decline the visit";
    DoneIdea = "done_idea", "done, or kept; again: still open";
    Drop = "drop", "drop it";
    NextWeek = "next_week", "carry it to next week";
    Ended = "ended", "show done and dropped items";
    GoodFor = "good_for", "whom might this help? go to them";
    Week = "week", "the week in words";
    Another = "another", "another sentence";
    SomeoneElse = "someone_else", "someone else";
    One = "one", "lost a deal; as a mood: awful";
    Two = "two", "deal stalled; low";
    Three = "three", "rough call; so-so";
    Four = "four", "low day; good";
    Five = "five", "as a mood: great";
    Save = "save", "save";
    NextField = "next_field", "the next field";
    NextFile = "next_file", "the columns of the next file";
    PreviousFile = "previous_file", "the columns of the file before";
    PreviousField = "previous_field", "the field before";
    Mark = "mark", "mark";
    Confirm = "confirm", "done";
    Complete = "complete", "complete the path, and list what it may be";
    SeeOutcome = "see_outcome", "see what would happen";
    ChooseField = "choose_field", "choose the field that the column fills";
    BeginImport = "begin_import", "import it";
    MakeFavorites = "make_favorites", "who is new becomes a favorite, or not";
    MakePast = "make_past", "who is new is a past buyer, or not";
    MarkFavorites = "mark_favorites", "mark whom you like calling";
}

impl Action {
    /// Whether it only moves about a screen.
    pub(super) fn only_moves(self) -> bool {
        use Action::{Back, Down, First, Last, Left, PageDown, PageUp, Right, Up};
        matches!(self, Back | Down | Up | PageDown | PageUp | First | Last | Left | Right)
    }
}
