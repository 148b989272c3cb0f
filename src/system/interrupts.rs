//! Ctrl-C while something goes on that can be stopped in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::SigId;
use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// While it lives, the first Ctrl-C only tells of itself; a second one ends the program, as always.
#[derive(Debug)]
pub struct Interrupts {
    came: Arc<AtomicBool>,
    telling: Option<SigId>,
}

impl Interrupts {
    /// Begins to listen. Where that can't be, Ctrl-C ends the program as before.
    pub fn heed() -> Self {
        let came = Arc::new(AtomicBool::new(false));
        // This one comes first, so that it acts from the second time on.
        let ends = flag::register_conditional_default(SIGINT, Arc::clone(&came));
        let telling = ends.and_then(|_| flag::register(SIGINT, Arc::clone(&came)));
        Self { came, telling: telling.ok() }
    }

    /// Whether Ctrl-C was pressed.
    pub fn came(&self) -> bool {
        self.came.load(Ordering::SeqCst)
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        if let Some(telling) = self.telling.take() {
            signal_hook::low_level::unregister(telling);
        }
        // From now on it ends the program again.
        self.came.store(true, Ordering::SeqCst);
    }
}
