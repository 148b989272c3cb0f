//! A folder of cards that is kept current: one file for each customer, and only what changed is written.
//!
//! A card of goodcall's own is known by its seal. What another program wrote there, or edited since, is left alone.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::people::named_referrers;
use crate::app::App;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::{About, Error, Result};
use crate::exchange::own::Exported;
use crate::exchange::vcard_out::{self, Version};
use crate::exchange::vcard_seal::{self, Found, Seal};
use crate::files::{AtomicFile, IfExists, make_private_folder, sync_folder};

/// The largest file that may be a card of goodcall's own.
const LARGEST: u64 = 2 << 20;

/// What a folder of cards is to hold.
#[derive(Debug, Clone, Copy)]
pub struct Cards<'a> {
    /// Only these customers; None is everybody who is not archived.
    pub only: Option<&'a [CustomerId]>,
    /// In which version the cards are written.
    pub version: Version,
    /// What becomes of a card of goodcall's own that another program edited.
    pub edited: IfExists,
    /// What becomes of the cards of the others.
    pub others: Others,
}

/// What becomes of goodcall's cards of people who are not among those to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They go: the folder mirrors what is asked for.
    Go,
    /// They stay where the people are in the book.
    Stay,
}

/// What became of a folder of cards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderKept {
    /// Cards that are new, or others than before.
    pub written: usize,
    /// Cards that were so already.
    pub unchanged: usize,
    /// Cards of people who are there no more.
    pub removed: usize,
    /// Files that stand in the place of a card, and belong to another program.
    pub of_others: Vec<PathBuf>,
    /// Cards of goodcall's own that another program edited.
    pub edited: Vec<PathBuf>,
}

/// What lies in the folder.
#[derive(Debug, Default)]
struct There {
    /// The files of each UID.
    by_uid: HashMap<String, Vec<(PathBuf, Seal)>>,
    /// Every name, in lower case, and whether nothing is in the file.
    names: HashMap<String, bool>,
}

impl App {
    /// Brings the cards in a folder up to date.
    pub fn keep_folder(&mut self, folder: &Path, cards: Cards<'_>) -> Result<FolderKept> {
        match folder.metadata() {
            Ok(there) if there.is_dir() => {}
            Ok(_) => {
                return Err(Error::failed(format!("{} is not a folder; nothing was written", folder.display()))
                    .help("name a folder; a file has no slash at its end"));
            }
            Err(_) => make_private_folder(folder).about("make the folder", folder)?,
        }
        self.note_export(folder);
        let mut there = There::look(folder)?;
        let keeper = self.keeper();
        let mut keeping = Keeping { folder, cards, keeper, kept: FolderKept::default(), uids: HashSet::new() };
        let done = self.book.read(|book| {
            let names = named_referrers(book)?;
            book.each_customer_of(cards.only, |customer| {
                if cards.only.is_none() && customer.archived_at.is_some() {
                    return Ok(());
                }
                let by = customer.referred_by.and_then(|id| names.get(&id)).map(String::as_str);
                keeping.put(&mut there, &customer, by)
            })?;
            if cards.others == Others::Stay {
                book.each_customer_of(None, |customer| {
                    keeping.uids.insert(vcard_out::uid(&customer));
                    Ok(())
                })?;
            }
            Ok(())
        });
        done.map_err(|error| keeping.cut_short(error))?;
        if let Some(keeper) = keeper {
            keeping.remove_gone(&there, keeper)?;
        }
        if keeping.kept.written + keeping.kept.removed > 0 {
            sync_folder(folder).about("write into", folder)?;
        }
        Ok(keeping.kept)
    }

    /// The mark of the book, by which it knows its cards from those of another book; None for a book in memory.
    fn keeper(&self) -> Option<u64> {
        let path = self.book.path()?;
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        Some(vcard_seal::sum(path.to_string_lossy().as_bytes()))
    }
}

impl There {
    fn look(folder: &Path) -> Result<Self> {
        let mut there = Self::default();
        for entry in fs::read_dir(folder).about("look into", folder)? {
            let entry = entry.about("look into", folder)?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let about = entry.metadata().ok().filter(fs::Metadata::is_file);
            there.names.insert(name.clone(), about.as_ref().is_some_and(|about| about.len() == 0));
            if !name.ends_with(".vcf") || about.is_none_or(|about| about.len() > LARGEST) {
                continue;
            }
            let mut content = Vec::new();
            let path = entry.path();
            fs::File::open(&path).and_then(|file| file.take(LARGEST).read_to_end(&mut content)).about("read", &path)?;
            let found = Found::of(&content);
            for uid in found.uids {
                there.by_uid.entry(uid).or_default().push((path.clone(), found.seal));
            }
        }
        Ok(there)
    }

    /// Finds a free name for a card; a file that holds nothing is one that a power cut left.
    fn free_name(&mut self, uid: &str) -> String {
        let name = vcard_seal::file_name(uid);
        let mut free = name.clone();
        let mut n = 2;
        while self.names.get(&free).is_some_and(|is_empty| !is_empty) {
            free = format!("{}-{n}.vcf", name.trim_end_matches(".vcf"));
            n += 1;
        }
        self.names.insert(free.clone(), false);
        free
    }
}

/// A folder while its cards are written.
struct Keeping<'a> {
    folder: &'a Path,
    cards: Cards<'a>,
    keeper: Option<u64>,
    kept: FolderKept,
    /// The UIDs of the cards that stay.
    uids: HashSet<String>,
}

impl Keeping<'_> {
    /// Writes a customer's card, where it is not there as it is.
    fn put(&mut self, there: &mut There, customer: &Customer, referred_by: Option<&str>) -> Result<()> {
        let uid = vcard_out::uid(customer);
        let path = match there.by_uid.get(&uid).map(Vec::as_slice) {
            None | Some([]) => self.folder.join(there.free_name(&uid)),
            Some([(path, Seal::Whole(_))]) => path.clone(),
            Some([(path, Seal::Broken)]) if self.cards.edited == IfExists::Replace => path.clone(),
            Some(files) => {
                let (of_others, edited): (Vec<_>, Vec<_>) =
                    files.iter().cloned().partition(|(_, seal)| *seal == Seal::None);
                let (list, files) = match of_others.is_empty() {
                    true => (&mut self.kept.edited, edited),
                    false => (&mut self.kept.of_others, of_others),
                };
                list.extend(files.into_iter().map(|(path, _)| path));
                self.uids.insert(uid);
                return Ok(());
            }
        };
        self.uids.insert(uid);
        let card = vcard_out::written(Exported { customer, referred_by }, self.cards.version);
        let card = vcard_seal::sealed(&card, self.keeper.unwrap_or_default());
        if fs::read(&path).is_ok_and(|content| content == card.as_bytes()) {
            self.kept.unchanged += 1;
            return Ok(());
        }
        let mut file = AtomicFile::begin(self.folder).about("write a file into", self.folder)?;
        file.file().write_all(card.as_bytes()).about("write", &path)?;
        // A card that a power cut takes is written again.
        file.persist_unsynced(&path)?;
        self.kept.written += 1;
        Ok(())
    }

    /// Removes the cards that this book wrote for people who are there no more.
    fn remove_gone(&mut self, there: &There, keeper: u64) -> Result<()> {
        for (uid, files) in &there.by_uid {
            let own = files.iter().filter(|(_, seal)| *seal == Seal::Whole(keeper));
            for (path, _) in own.filter(|_| !self.uids.contains(uid)) {
                fs::remove_file(path).about("remove", path)?;
                self.kept.removed += 1;
            }
        }
        Ok(())
    }

    /// Says how far the cards came.
    fn cut_short(&self, error: Error) -> Error {
        let up_to_date = crate::text::count(self.kept.written + self.kept.unchanged, "card is", "cards are");
        Error { message: format!("{}; {up_to_date} up to date, the others as they were", error.message), ..error }
    }
}
