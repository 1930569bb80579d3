//! Bodies that a client must not take whole: without an end, very large, or small until they are unpacked.
//!
//! The spaces stand in front of the document, so that it is sound JSON and nobody knows that before the last byte.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::Frame;

use super::faults::Size;

const MIB: usize = 1 << 20;

/// A body in pieces: a head, the same piece so many times or for ever, a tail.
#[derive(Debug)]
pub struct Bulk {
    head: Option<Bytes>,
    piece: Bytes,
    /// `None` has no end.
    times: Option<u64>,
    tail: Option<Bytes>,
}

impl Bulk {
    /// The body in place of `document`.
    pub fn of(size: Size, document: &str) -> Self {
        let spaces = || Bytes::from(vec![b' '; MIB]);
        let tail = Bytes::copy_from_slice(document.as_bytes());
        match size {
            Size::Endless => Self::new(spaces(), None, tail),
            Size::Huge(mib) => Self::new(spaces(), Some(mib), tail),
            Size::Packed => bomb(0, document.as_bytes()),
            Size::Bomb(mib) => bomb(mib, document.as_bytes()),
        }
    }

    fn new(piece: Bytes, times: Option<u64>, tail: Bytes) -> Self {
        Self {
            head: None,
            piece,
            times,
            tail: Some(tail),
        }
    }

    /// Whether the body is a gzip stream.
    pub fn is_packed(size: Size) -> bool {
        matches!(size, Size::Packed | Size::Bomb(_))
    }

    fn next(&mut self) -> Option<Bytes> {
        if let Some(head) = self.head.take() {
            return Some(head);
        }
        match &mut self.times {
            Some(0) => self.tail.take(),
            Some(left) => {
                *left -= 1;
                Some(self.piece.clone())
            }
            None => Some(self.piece.clone()),
        }
    }
}

impl hyper::body::Body for Bulk {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.next().map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// A gzip stream of so many MiB of spaces and the document, written by hand: a MiB of spaces is the same few thousand
/// bytes each time, and nobody has to pack what nobody will unpack.
fn bomb(mib: u64, document: &[u8]) -> Bulk {
    let mut crc = u32::MAX;
    let step = Affine::of_spaces();
    for _ in 0..mib {
        crc = step.apply(crc);
    }
    crc = document.iter().fold(crc, |crc, byte| feed(crc, *byte));
    let mut tail = Vec::new();
    let mut blocks = document.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        tail.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        tail.extend(length.to_le_bytes());
        tail.extend((!length).to_le_bytes());
        tail.extend(block);
    }
    if document.is_empty() {
        tail.extend([1, 0, 0, 0xff, 0xff]);
    }
    tail.extend((!crc).to_le_bytes());
    let length = mib * MIB as u64 + document.len() as u64;
    tail.extend(&length.to_le_bytes()[..4]);
    Bulk {
        head: Some(Bytes::from_static(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])),
        piece: Bytes::from(packed_spaces()),
        times: Some(mib),
        tail: Some(Bytes::from(tail)),
    }
}

/// A MiB of spaces as a block of fixed codes, and an empty block that ends on a whole byte.
fn packed_spaces() -> Vec<u8> {
    const MATCH: usize = 258;
    let mut bits = Bits::default();
    bits.low_first(0b010, 3);
    bits.high_first(0x50, 8);
    for _ in 0..(MIB - 1) / MATCH {
        // The longest match, one byte back.
        bits.high_first(0xc5, 8);
        bits.high_first(0, 5);
    }
    for _ in 0..(MIB - 1) % MATCH {
        bits.high_first(0x50, 8);
    }
    bits.high_first(0, 7);
    bits.low_first(0, 3);
    let mut bytes = bits.whole();
    bytes.extend([0, 0, 0xff, 0xff]);
    bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, bit: u32) {
        if self.used == 0 {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut()
            && bit == 1
        {
            *last |= 1 << self.used;
        }
        self.used = (self.used + 1) % 8;
    }

    fn low_first(&mut self, value: u32, count: u32) {
        (0..count).for_each(|at| self.push(value >> at & 1));
    }

    fn high_first(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|at| self.push(value >> at & 1));
    }

    fn whole(self) -> Vec<u8> {
        self.bytes
    }
}

/// The checksum's register after one more byte.
fn feed(crc: u32, byte: u8) -> u32 {
    (0..8).fold(crc ^ u32::from(byte), |crc, _| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xedb8_8320
        } else {
            crc >> 1
        }
    })
}

/// What a fixed text does to the checksum's register: a linear map and a constant.
struct Affine {
    columns: [u32; 32],
    constant: u32,
}

impl Affine {
    /// A MiB of spaces.
    fn of_spaces() -> Self {
        let constant = feed(0, b' ');
        let mut all = Self {
            columns: std::array::from_fn(|at| feed(1 << at, b' ') ^ constant),
            constant,
        };
        for _ in 0..MIB.trailing_zeros() {
            all = all.twice();
        }
        all
    }

    fn linear(&self, value: u32) -> u32 {
        let columns = self.columns.iter().enumerate();
        columns
            .filter(|(at, _)| value >> at & 1 == 1)
            .fold(0, |sum, (_, column)| sum ^ column)
    }

    fn apply(&self, value: u32) -> u32 {
        self.linear(value) ^ self.constant
    }

    fn twice(&self) -> Self {
        Self {
            columns: self.columns.map(|column| self.linear(column)),
            constant: self.linear(self.constant) ^ self.constant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(mut bulk: Bulk) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(piece) = bulk.next() {
            all.extend(piece);
        }
        all
    }

    #[test]
    fn the_checksum_is_the_one_of_gzip() {
        let crc = |text: &[u8]| !text.iter().fold(u32::MAX, |crc, byte| feed(crc, *byte));
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        let spaces = !Affine::of_spaces().apply(u32::MAX);
        assert_eq!(spaces, crc(&vec![b' '; MIB]));
    }

    #[test]
    fn a_bomb_is_small_and_says_how_large_it_is() {
        let all = bytes(Bulk::of(Size::Bomb(600), "{}"));
        assert!(all.len() < 5 * MIB, "{}", all.len());
        let length = (600 * MIB as u64 + 2).to_le_bytes();
        assert_eq!(all[all.len() - 4..], length[..4]);
        // A document that does not fit into one block, and none at all.
        let long = "x".repeat(70_000);
        assert_eq!(bytes(Bulk::of(Size::Packed, &long)).len(), 70_028);
        assert_eq!(bytes(Bulk::of(Size::Packed, "")).len(), 23);
    }

    #[test]
    fn a_large_body_is_the_document_after_spaces() {
        let all = bytes(Bulk::of(Size::Huge(2), "{}"));
        assert_eq!(all.len(), 2 * MIB + 2);
        assert!(all.ends_with(b" {}"));
        let mut endless = Bulk::of(Size::Endless, "{}");
        assert!((0..5000).all(|_| endless.next().is_some_and(|piece| piece.len() == MIB)));
    }
}
