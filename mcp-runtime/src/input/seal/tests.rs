mod binding;
mod single_use;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

impl Sealer {
    fn seal_at(
        &self,
        memory: &Memory,
        binding: &Binding<'_>,
        now: u64,
    ) -> Result<String, SealError> {
        let (id, expires) = self.fresh(binding.asked, now);
        self.seal_as(memory, binding, id, expires)
    }
}

fn keys(keys: &[u8]) -> SealingKeys {
    SealingKeys::new(keys.iter().map(|byte| [*byte; 32])).unwrap_or_else(|error| panic!("{error}"))
}

fn sealer() -> Sealer {
    Sealer::new(keys(&[1]), HOUR)
}

/// Binds to a call by Ada.
fn with<R>(
    method: &str,
    name: &str,
    arguments: Option<&str>,
    then: impl FnOnce(&Binding<'_>) -> R,
) -> R {
    then(&Binding {
        server: "shop",
        method,
        name,
        arguments,
        principal: &Principal::new("ada"),
        asked: [7; 4],
    })
}

fn bound<R>(then: impl FnOnce(&Binding<'_>) -> R) -> R {
    with(
        "tools/call",
        "delete",
        Some(r#"{"project":"p/é","count":1,"deep":{"a":[1,2],"b":null}}"#),
        then,
    )
}

fn memory(answer: &str) -> Memory {
    let digest = Digest::of_json(r#"{"message":"Sure?"}"#);
    let answer = RawValue::from_string(answer.to_owned()).unwrap_or_else(|error| panic!("{error}"));
    Memory {
        asked: [("next".to_owned(), digest)].into(),
        answers: [("first".to_owned(), (digest, answer))].into(),
    }
}

fn sealed(sealer: &Sealer) -> String {
    bound(|binding| sealer.seal(&memory("{\"action\":\"accept\"}"), binding, None))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn opens(sealer: &Sealer, text: &str) -> bool {
    bound(|binding| sealer.open(text, binding)).is_some()
}

#[test]
fn memory_comes_back() {
    let answer = r#"{"action":"accept","content":{"n": 1.0, "s":"\u00e9"}}"#;
    let (sealer, memory) = (sealer(), memory(answer));
    let Ok(text) = bound(|binding| sealer.seal(&memory, binding, None)) else {
        panic!("seals")
    };
    assert!(
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'),
        "{text}"
    );
    let Some(opened) = bound(|binding| sealer.open(&text, binding)) else {
        panic!("opens")
    };
    assert_eq!(opened.memory.asked, memory.asked);
    let Some((digest, back)) = opened.memory.answers.get("first") else {
        panic!("the answer")
    };
    assert_eq!(
        (*digest, back.get()),
        (memory.asked["next"], answer),
        "to the letter"
    );
}

#[test]
fn nothing_shows_and_no_two_are_alike() {
    let sealer = sealer();
    let (a, b) = (sealed(&sealer), sealed(&sealer));
    let (a, b) = (
        URL_SAFE_NO_PAD.decode(a).unwrap_or_default(),
        URL_SAFE_NO_PAD.decode(b).unwrap_or_default(),
    );
    assert!(a.len() > HEADER + NONCE && a[..HEADER] == b[..HEADER]);
    let same = a
        .iter()
        .zip(&b)
        .skip(HEADER)
        .filter(|(a, b)| a == b)
        .count();
    assert!(
        same < a.len() / 8,
        "{same} of {} bytes are the same",
        a.len()
    );
    assert!(!a.windows(6).any(|part| part == b"accept"));
}

#[test]
fn a_changed_text_does_not_open() {
    let sealer = sealer();
    let text = sealed(&sealer);
    assert!(opens(&sealer, &text));
    for at in 0..text.len() {
        for other in ["A", "B", "_", "=", "!", " ", "é"] {
            let changed = [&text[..at], other, &text[at + 1..]].concat();
            assert!(
                changed == text || !opens(&sealer, &changed),
                "{other:?} at {at}"
            );
        }
        assert!(!opens(&sealer, &text[..at]), "cut at {at}");
        assert!(!opens(&sealer, &text[at + 1..]), "cut up to {at}");
    }
    let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap_or_default();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << bit;
            assert!(
                !opens(&sealer, &URL_SAFE_NO_PAD.encode(bytes)),
                "bit {bit} of byte {at}"
            );
        }
    }
    for added in ["A", "AAAA", "=", "==", "\n"] {
        assert!(
            !opens(&sealer, &format!("{text}{added}")),
            "{added:?} behind it"
        );
    }
}

#[test]
fn keys_can_be_replaced() {
    let [old, both, new] =
        [keys(&[1]), keys(&[2, 1]), keys(&[2])].map(|keys| Sealer::new(keys, HOUR));
    let (by_old, by_both) = (sealed(&old), sealed(&both));
    let opening = |text: &str| [&old, &both, &new].map(|sealer| opens(sealer, text));
    assert_eq!(opening(&by_old), [true, true, false]);
    assert_eq!(opening(&by_both), [false, true, true]);
}

#[test]
fn keys_of_one_id_are_told_apart() {
    let [a, b] = [10_055_u32, 59_442].map(|number| {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&number.to_le_bytes());
        key
    });
    let sealers = [vec![a, b], vec![b, a], vec![a], vec![b]].map(|keys| {
        let keys = SealingKeys::new(keys).unwrap_or_else(|error| panic!("{error}"));
        Sealer::new(keys, HOUR)
    });
    assert_eq!(
        sealers[0].keys.named(sealers[2].keys.newest().id).count(),
        2,
        "found by search: their ids are the same"
    );
    let by_b = sealed(&sealers[3]);
    assert_eq!(
        sealers.each_ref().map(|sealer| opens(sealer, &by_b)),
        [true, true, false, true]
    );
}

#[test]
fn another_version_does_not_open() {
    let sealer = sealer();
    let key = sealer.keys.newest();
    let opened = [VERSION, VERSION + 1].map(|version| {
        let header = [&[version], key.id.as_slice()].concat();
        let mut body = [
            &[0; 16],
            [0xff; 8].as_slice(),
            br#"{"asked":{},"answers":{}}"#,
        ]
        .concat();
        let associated = bound(|binding| binding.associated_data(&header));
        let tag = XChaCha20Poly1305::seal_inplace(
            &key.secret,
            &Nonce::from([0; NONCE]),
            Some(&associated),
            &mut body,
        );
        let Ok(tag) = tag else { panic!("seals") };
        opens(
            &sealer,
            &URL_SAFE_NO_PAD.encode(
                [
                    header.as_slice(),
                    &[0; NONCE],
                    body.as_slice(),
                    tag.unprotected_as_ref(),
                ]
                .concat(),
            ),
        )
    });
    assert_eq!(opened, [true, false]);
}

#[test]
fn it_expires() {
    let sealer = sealer();
    let noon = 1_800_000_000_000;
    let Ok(text) = bound(|binding| sealer.seal_at(&Memory::default(), binding, noon)) else {
        panic!("seals")
    };
    let opens_at = |now| bound(|binding| sealer.open_at(&text, binding, now)).is_some();
    assert_eq!(
        [noon, noon + 3_599_999, noon + 3_600_000, u64::MAX].map(opens_at),
        [true, true, false, false]
    );
    // By the real clock.
    for (lifetime, open) in [(Duration::ZERO, false), (HOUR, true), (Duration::MAX, true)] {
        let sealer = Sealer::new(keys(&[1]), lifetime);
        assert_eq!(opens(&sealer, &sealed(&sealer)), open, "{lifetime:?}");
    }
}

#[test]
fn what_would_be_too_long_to_come_back_is_not_sealed() {
    let sealer = sealer();
    let filled = |length: usize| memory(&format!("\"{}\"", "x".repeat(length)));
    let unchecked = |length| {
        bound(|binding| sealer.seal_at(&filled(length), binding, now())).unwrap_or_default()
    };
    let checked = |length| bound(|binding| sealer.seal(&filled(length), binding, None)).map(|_| ());
    let room = (MAX_TEXT - unchecked(0).len()) * 3 / 4;
    let Some(longest) = (room - 4..room + 4)
        .rev()
        .find(|length| unchecked(*length).len() <= MAX_TEXT)
    else {
        panic!("one fits")
    };
    assert_eq!(
        [longest, longest + 1].map(|length| opens(&sealer, &unchecked(length))),
        [true, false]
    );
    assert_eq!(
        [longest, longest + 1].map(checked),
        [Ok(()), Err(SealError::TooLong)]
    );
}

#[test]
fn debug_shows_no_keys() {
    let shown = format!("{:?}", Sealer::new(keys(&[0xab, 0xcd]), HOUR));
    assert_eq!(
        shown,
        "Sealer { keys: SealingKeys { count: 2, .. }, lifetime: 3600s, .. }"
    );
}
