//! A wire between a program and a server that can be cut, or go dead; and servers that are none.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A wire to a port of this machine.
pub(crate) struct Wire {
    pub port: u16,
    /// Bytes that still go to the server; then all is silent.
    left: Arc<AtomicUsize>,
    is_cut: Arc<AtomicBool>,
    /// How often something came from the program.
    asked: Arc<AtomicUsize>,
    through: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    /// A wire that lets everything through.
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let wire = Self {
            port,
            left: Arc::new(AtomicUsize::new(usize::MAX)),
            is_cut: Arc::default(),
            asked: Arc::default(),
            through: Arc::default(),
        };
        let (left, is_cut, through) = (wire.left.clone(), wire.is_cut.clone(), wire.through.clone());
        let asked = wire.asked.clone();
        std::thread::spawn(move || {
            for here in listener.incoming().filter_map(Result::ok) {
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let there = TcpStream::connect(("127.0.0.1", server)).expect("the server");
                let clone = |stream: &TcpStream| stream.try_clone().expect("a stream");
                through.lock().expect("a lock").extend([clone(&here), clone(&there)]);
                let (back, forth) = ((clone(&there), clone(&here)), (here, there));
                let (left, asked) = (left.clone(), asked.clone());
                std::thread::spawn(move || carry(forth.0, forth.1, (&left, &asked)));
                std::thread::spawn(move || {
                    carry(back.0, back.1, (&AtomicUsize::new(usize::MAX), &AtomicUsize::new(0)));
                });
            }
        });
        wire
    }

    /// Lets no more than some bytes through to the server, and keeps the connections.
    pub(crate) fn dies_after(&self, bytes: usize) {
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// How often something came from the program, of at most 4,096 bytes.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Cuts what is there, and takes nothing new.
    pub(crate) fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for stream in self.through.lock().expect("a lock").drain(..) {
            // It may have ended by itself.
            let _closed = stream.shutdown(Shutdown::Both);
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, (left, asked): (&AtomicUsize, &AtomicUsize)) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        asked.fetch_add(1, Ordering::SeqCst);
        let goes = left.load(Ordering::SeqCst).min(read);
        if left.load(Ordering::SeqCst) != usize::MAX {
            left.fetch_sub(goes, Ordering::SeqCst);
        }
        if to.write_all(&buffer[..goes]).is_err() {
            break;
        }
    }
    let _closed = (from.shutdown(Shutdown::Read), to.shutdown(Shutdown::Write));
}

/// A port where each who comes is told these bytes, and nothing more.
pub(crate) fn that_says(said: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for mut here in listener.incoming().filter_map(Result::ok) {
            let _read = here.read(&mut [0; 64]);
            let _said = here.write_all(said);
            kept.push(here);
        }
    });
    port
}
