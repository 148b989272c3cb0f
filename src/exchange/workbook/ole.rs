//! Finds the streams of a file in the compound format of old Office programs.

/// The first bytes of such a file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// From here on a number of a sector means something else.
const RESERVED: u32 = 0xFFFF_FFFA;
/// The size of an entry in the list of streams, and of a small sector, in bytes.
const ENTRY: usize = 128;
const SMALL: usize = 64;

/// A file in the compound format.
pub(super) struct Ole {
    bytes: Vec<u8>,
    sector: usize,
    /// Which sector follows each sector, and each small one.
    next: Vec<u32>,
    next_small: Vec<u32>,
    /// Streams below this size lie in small sectors, which lie in a stream of their own.
    small_below: usize,
    small: Vec<u8>,
    streams: Vec<Stream>,
}

struct Stream {
    name: String,
    first: u32,
    size: usize,
}

/// Reads two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Reads four bytes, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    (0..bytes.len() / 4).filter_map(|at| u32_at(bytes, at * 4))
}

impl Ole {
    /// Reads how a file is laid out; None where it is not in the compound format, or damaged.
    pub(super) fn of(bytes: Vec<u8>) -> Option<Ole> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let sector = match u16_at(&bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let first_of = |at| u32_at(&bytes, at);
        let (directory, small_table, small_below) = (first_of(48)?, first_of(60)?, size_at(&bytes, 56)?);
        let mut ole = Ole {
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small_below,
            small: Vec::new(),
            streams: Vec::new(),
            bytes,
        };
        ole.next = ole.table()?;
        let directory = ole.chain(directory, usize::MAX);
        ole.streams = directory.chunks_exact(ENTRY).filter_map(Stream::of).collect();
        ole.next_small = numbers(&ole.chain(small_table, usize::MAX)).collect();
        let root = ole.streams.first()?;
        ole.small = ole.chain(root.first, root.size);
        Some(ole)
    }

    fn sector(&self, number: u32) -> Option<&[u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        // The last one may be cut short.
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?))
    }

    /// Reads which sector follows which: the first of the sectors that say so are named in the header, the others in a
    /// chain of their own.
    fn table(&self) -> Option<Vec<u32>> {
        let all = self.bytes.len() / self.sector + 1;
        let mut of_table: Vec<u32> = numbers(self.bytes.get(76..512)?).filter(|number| *number < RESERVED).collect();
        let mut more = u32_at(&self.bytes, 68)?;
        let mut seen = 0;
        while more < RESERVED && seen <= all {
            let mut named: Vec<u32> = numbers(self.sector(more)?).collect();
            more = named.pop()?;
            of_table.extend(named.into_iter().filter(|number| *number < RESERVED));
            seen += 1;
        }
        of_table.truncate(all);
        Some(of_table.into_iter().filter_map(|number| self.sector(number)).flat_map(numbers).collect())
    }

    /// Puts a stream together, up to its size.
    fn chain(&self, first: u32, size: usize) -> Vec<u8> {
        let mut stream = Vec::new();
        follow(first, &self.next, |number| {
            let sector = self.sector(number).unwrap_or_default();
            stream.extend_from_slice(sector);
            !sector.is_empty() && stream.len() < size
        });
        stream.truncate(size);
        stream
    }

    /// Whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name.eq_ignore_ascii_case(name))
    }

    /// Returns what a stream holds, as far as it is there.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let stream = self.streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name))?;
        if stream.size >= self.small_below {
            return Some(self.chain(stream.first, stream.size));
        }
        let mut whole = Vec::new();
        follow(stream.first, &self.next_small, |number| {
            let start = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(SMALL);
            let sector = self.small.get(start..start.saturating_add(SMALL)).unwrap_or_default();
            whole.extend_from_slice(sector);
            !sector.is_empty() && whole.len() < stream.size
        });
        whole.truncate(stream.size);
        Some(whole)
    }
}

impl Stream {
    fn of(entry: &[u8]) -> Option<Stream> {
        let length = usize::from(u16_at(entry, 64)?).min(64);
        let units = entry.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        let name = char::decode_utf16(units).map_while(Result::ok).filter(|c| *c != '\0').collect();
        Some(Stream { name, first: u32_at(entry, 116)?, size: size_at(entry, 120)? })
    }
}

/// Goes from sector to sector while each is wanted; no way is longer than there are sectors.
fn follow(first: u32, next: &[u32], mut take: impl FnMut(u32) -> bool) {
    let mut number = first;
    for _ in 0..=next.len() {
        if number >= RESERVED || !take(number) {
            return;
        }
        let following = usize::try_from(number).ok().and_then(|at| next.get(at));
        let Some(following) = following else { return };
        number = *following;
    }
}
