//! Handles that are not the caller's, whatever is wrong with them, are answered alike, and handles
//! give nothing away.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::time::Instant;

use crate::handle_shop::{Basket, Offer, UNKNOWN, basket, minted, router_on, send_as, show};
use crate::rounds::SOON;
use crate::shelf::Shelf;
use mcp_tests::client::{Ask, Reply};

const NO_OFFER: &str = "No such offer, or it expired; make one with `create_offer`";

/// A reply as a client gets it.
fn whole(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let headers = reply
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (reply.status.as_u16(), headers.collect(), reply.body.clone())
}

fn taking(basket: &str) -> Ask {
    Ask::tool("show_basket", json!({ "basket": basket }))
}

/// Returns the answer to a handle that is unknown.
async fn unknown(router: &Router) -> (u16, Vec<(String, String)>, String) {
    let reply = show(router, "").await;
    assert_eq!(reply.error_text(), UNKNOWN);
    whole(&reply)
}

/// The letters of Base64, URL-safe.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn decoded(id: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(id.split_once('_').unwrap().1)
        .unwrap()
}

#[tokio::test]
async fn no_character_of_a_handle_can_be_changed_or_left_out() {
    let router = router_on(&Shelf::default(), [1]);
    let id = basket(&router, &[]).await;
    let unknown = unknown(&router).await;
    let mut wrong: Vec<String> = (0..id.len()).map(|end| id[..end].to_owned()).collect();
    wrong.extend((1..id.len()).map(|start| id[start..].to_owned()));
    for at in 0..id.len() {
        let mut changed = id.clone().into_bytes();
        // The next letter changes a low bit, `_` nearly all of them.
        for letter in [
            if changed[at] == b'A' { b'B' } else { b'A' },
            if changed[at] == b'_' { b'-' } else { b'_' },
        ] {
            changed[at] = letter;
            wrong.push(String::from_utf8(changed.clone()).unwrap());
        }
    }
    for wrong in wrong.iter().filter(|wrong| **wrong != id) {
        assert_eq!(whole(&show(&router, wrong).await), unknown, "{wrong:?}");
    }
    show(&router, &id).await.result();
}

#[tokio::test]
async fn there_is_one_way_to_write_a_handle() {
    let router = router_on(&Shelf::default(), [1]);
    let id = basket(&router, &[]).await;
    let unknown = unknown(&router).await;
    let bytes = decoded(&id);
    // The last letter stands for two bits that are no part of the bytes.
    let last = ALPHABET
        .iter()
        .position(|letter| Some(letter) == id.as_bytes().last())
        .unwrap();
    let head = &id[..id.len() - 1];
    let mut wrong: Vec<String> = (1..4)
        .map(|bits| format!("{head}{}", char::from(ALPHABET[last ^ bits])))
        .collect();
    wrong.extend(
        [
            URL_SAFE.encode(&bytes),
            STANDARD.encode(&bytes),
            format!("+{}/", &id[5..]),
        ]
        .map(|text| format!("bsk_{text}")),
    );
    wrong.push(format!("bsk_{}", bytes.escape_ascii()));
    for extra in [
        "=", "A", "AAAA", " ", "\n", "\u{0}", "é", "\u{202e}", "_", ".",
    ] {
        wrong.extend([
            format!("{id}{extra}"),
            format!("{extra}{id}"),
            format!("bsk_{extra}{}", &id[4..]),
        ]);
    }
    wrong.extend([
        id.repeat(2),
        id.to_uppercase(),
        id.to_lowercase(),
        id.replace("bsk_", "BSK_"),
        id.replace('_', ""),
    ]);
    wrong.extend([
        "bsk".into(),
        "bsk_".into(),
        "_".into(),
        "null".into(),
        "é".repeat(1000),
        "A".repeat(1_000_000),
    ]);
    wrong.push(format!("bsk_{}", "A".repeat(1_000_000)));
    wrong.push(format!(
        "bsk_{}",
        URL_SAFE_NO_PAD.encode(b"\xff\xfe and no UTF-8 \xff")
    ));
    for wrong in wrong.iter().filter(|wrong| **wrong != id) {
        assert_eq!(whole(&show(&router, wrong).await), unknown, "{wrong:?}");
    }
}

#[tokio::test]
async fn forged_closed_expired_and_other_kinds_are_answered_alike() {
    let shelf = Shelf::default();
    let router = router_on(&shelf, [1]);
    let unknown = unknown(&router).await;
    let forged = |bytes: &[u8]| format!("bsk_{}", URL_SAFE_NO_PAD.encode(bytes));
    let real = basket(&router, &["tea"]).await;
    let other = basket(&router, &[]).await;
    let cup = minted(
        &Ask::tool("create_cup", json!({})).send(&router).await,
        "cup",
    );
    let offer = minted(
        &Ask::tool("create_offer", json!({ "what": "tea" }))
            .send(&router)
            .await,
        "offer",
    );
    let closed = basket(&router, &[]).await;
    Ask::tool("close_basket", json!({ "basket": closed }))
        .send(&router)
        .await
        .ok_text();
    // Who can read the store knows the first half of every handle there is, and can't make the
    // second.
    let ids: Vec<String> = shelf
        .inner()
        .records
        .keys()
        .map(|key| key.id().to_owned())
        .collect();
    assert_eq!(ids.len(), 3);
    let mut wrong = vec![
        forged(&[0; 32]),
        forged(&[7; 16]),
        forged(&[7; 33]),
        closed,
        cup.clone(),
        offer.clone(),
    ];
    wrong.extend(ids.iter().map(|id| format!("bsk_{id}")));
    wrong.extend(
        ids.iter()
            .map(|id| forged(&[URL_SAFE_NO_PAD.decode(id).unwrap(), vec![0; 16]].concat())),
    );
    // Halves of two handles make none, and a kind's name can't be put in place of another's.
    wrong.push(forged(
        &[&decoded(&real)[..16], &decoded(&other)[16..]].concat(),
    ));
    wrong.extend([cup.replace("cup_", "bsk_"), offer.replace("offer_", "bsk_")]);
    for wrong in &wrong {
        assert_eq!(whole(&show(&router, wrong).await), unknown, "{wrong:?}");
    }
    for wrong in [&real.replace("bsk_", "cup_"), &real] {
        let text = Ask::tool("sip", json!({ "cup": wrong }))
            .send(&router)
            .await
            .error_text();
        assert_eq!(
            text,
            "No such cup, or it expired; make one with `create_cup`"
        );
    }
    assert!(show(&router, &real).await.body.contains("tea"));
    shelf.pass(Duration::from_secs(3600));
    assert_eq!(whole(&show(&router, &real).await), unknown, "expired");
}

#[tokio::test]
async fn a_handle_is_its_owners_alone() {
    let router = router_on(&Shelf::default(), [1]);
    let unknown = unknown(&router).await;
    let anybodys = basket(&router, &[]).await;
    let mut of = Vec::new();
    for who in ["ada", "bob", ""] {
        of.push((
            who,
            minted(
                &send_as(&router, who, &Ask::tool("create_basket", json!({}))).await,
                "basket",
            ),
        ));
    }
    for who in ["ada", "bob", "", "Ada", "ada ", "anyone"] {
        assert_eq!(
            whole(&send_as(&router, who, &taking(&anybodys)).await),
            unknown,
            "{who:?} has nobody's"
        );
        for (owner, id) in &of {
            let reply = send_as(&router, who, &taking(id)).await;
            if who == *owner {
                reply.result();
            } else {
                assert_eq!(whole(&reply), unknown, "{who:?} has {owner:?}'s");
            }
        }
    }
    for (owner, id) in &of {
        assert_eq!(
            whole(&show(&router, id).await),
            unknown,
            "nobody has {owner:?}'s"
        );
        for tool in ["add_item", "close_basket"] {
            let ask = Ask::tool(tool, json!({ "basket": id, "item": "a" }));
            let ask = if tool == "add_item" {
                ask
            } else {
                Ask::tool(tool, json!({ "basket": id }))
            };
            assert_eq!(ask.send(&router).await.error_text(), UNKNOWN);
        }
    }
    show(&router, &anybodys).await.result();
}

#[tokio::test]
async fn sealed_states_can_not_be_read_changed_given_away_or_kept() {
    let router = router_on(&Shelf::default(), [1]);
    let make = Ask::tool("create_offer", json!({ "what": "tea at half price" }));
    let take = |id: &str| Ask::tool("take_offer", json!({ "offer": id }));
    let id = minted(&make.send(&router).await, "offer");
    assert_eq!(take(&id).send(&router).await.ok_text(), "tea at half price");
    let unknown = whole(&take("").send(&router).await);
    assert!(unknown.2.contains(NO_OFFER));
    let bytes = decoded(&id);
    assert!(
        !bytes.windows(3).any(|part| part == b"tea"),
        "it is encrypted"
    );
    assert_ne!(
        minted(&make.send(&router).await, "offer"),
        id,
        "and never the same twice"
    );
    let mut wrong: Vec<String> = (0..bytes.len())
        .map(|at| {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            format!("offer_{}", URL_SAFE_NO_PAD.encode(changed))
        })
        .collect();
    wrong.extend((0..id.len()).map(|end| id[..end].to_owned()));
    let hasty = minted(
        &Ask::tool("create_hasty", json!({ "what": "tea" }))
            .send(&router)
            .await,
        "hasty",
    );
    wrong.extend([
        hasty.clone(),
        hasty.replace("hasty_", "offer_"),
        format!("{id}A"),
        format!("offer_{}", "A".repeat(100_000)),
    ]);
    for wrong in &wrong {
        assert_eq!(
            whole(&take(wrong).send(&router).await),
            unknown,
            "{wrong:?}"
        );
    }
    let of_ada = minted(&send_as(&router, "ada", &make).await, "offer");
    send_as(&router, "ada", &take(&of_ada)).await.ok_text();
    assert_eq!(
        whole(&take(&of_ada).send(&router).await),
        unknown,
        "nobody has ada's"
    );
    assert_eq!(
        whole(&send_as(&router, "bob", &take(&of_ada)).await),
        unknown,
        "bob has ada's"
    );
    assert_eq!(
        whole(&send_as(&router, "ada", &take(&id)).await),
        unknown,
        "ada has nobody's"
    );
    let begun = Instant::now();
    loop {
        let (text, is_error) = Ask::tool("take_hasty", json!({ "offer": hasty }))
            .send(&router)
            .await
            .text();
        if is_error {
            assert_eq!(
                text,
                "No such hasty, or it expired; make one with `create_hasty`"
            );
            break;
        }
        assert!(begun.elapsed() < SOON, "it never ends");
    }
}

#[tokio::test]
async fn a_sealed_state_is_small() {
    let router = router_on(&Shelf::default(), [1]);
    let make = |length: usize| Ask::tool("create_offer", json!({ "what": "a".repeat(length) }));
    let id = minted(&make(1_400).send(&router).await, "offer");
    assert!(id.len() <= 2_048);
    Ask::tool("take_offer", json!({ "offer": id }))
        .send(&router)
        .await
        .ok_text();
    let text = make(1_600).send(&router).await.error_text();
    assert!(
        !text.contains("2048") && !text.contains("aaa"),
        "a model can do nothing about it: {text}"
    );
}

#[tokio::test]
async fn keys_can_be_rotated_without_losing_a_handle() {
    let shelf = Shelf::default();
    let on = |keys: &[u8]| router_on(&shelf, keys.to_vec());
    let opens = async |mints: &[u8], opens: &[u8]| {
        let id = basket(&on(mints), &["tea"]).await;
        let offer = minted(
            &Ask::tool("create_offer", json!({ "what": "tea" }))
                .send(&on(mints))
                .await,
            "offer",
        );
        let (_, no_basket) = show(&on(opens), &id).await.text();
        let (text, no_offer) = Ask::tool("take_offer", json!({ "offer": offer }))
            .send(&on(opens))
            .await
            .text();
        assert_eq!(no_basket, no_offer, "both kinds live by the same keys");
        assert!(text == "tea" || text == NO_OFFER, "{text}");
        !no_offer
    };
    for (old, new) in [
        (&[1][..], &[1, 2][..]),
        (&[1, 2], &[1]),
        (&[1, 2], &[2, 1]),
        (&[2, 1], &[1, 2]),
        (&[2, 1], &[2]),
        (&[3, 1, 2], &[2, 3]),
    ] {
        assert!(opens(old, new).await, "{old:?} {new:?}");
    }
    for (old, new) in [
        (&[1][..], &[2][..]),
        (&[2, 1], &[1]),
        (&[1, 2], &[2]),
        (&[1, 2, 3], &[3, 2]),
    ] {
        assert!(!opens(old, new).await, "{old:?} {new:?}");
    }
}

#[tokio::test]
async fn each_of_128_bits_is_random_and_no_handle_tells_what_it_is_of() {
    let router = router_on(&Shelf::default(), [1]);
    let (mut ones, mut zeros, mut ids) = ([0_u8; 16], [0_u8; 16], BTreeSet::new());
    for _ in 0..200 {
        let id = minted(
            &send_as(&router, "ada", &Ask::tool("create_basket", json!({}))).await,
            "basket",
        );
        let bytes = decoded(&id);
        assert_eq!((bytes.len(), id.len()), (32, 47));
        for (at, byte) in bytes[..16].iter().enumerate() {
            ones[at] |= byte;
            zeros[at] |= !byte;
        }
        ids.insert(id);
    }
    assert_eq!((ones, zeros, ids.len()), ([0xff; 16], [0xff; 16], 200));
}

#[tokio::test]
async fn debug_shows_no_handles_text() {
    let (baskets, offers) = (
        Handles::<Basket>::for_tests(),
        Handles::<Offer>::for_tests(),
    );
    let (basket, offer) = (
        baskets.mint(Basket::default()).await.unwrap(),
        offers.mint(Offer { what: "tea".into() }).await.unwrap(),
    );
    let (basket_id, offer_id) = (basket.id().to_owned(), offer.id().to_owned());
    let minted = format!("{baskets:?} {offers:?} {basket:?} {offer:?}");
    let basket = basket.into_handle();
    let shown = format!(
        "{minted} {basket:?} {:?} {:#?}",
        offer.into_handle(),
        vec![basket.clone()]
    );
    assert!(
        !shown.contains(&basket_id[4..])
            && !shown.contains(&offer_id[6..])
            && !shown.contains("tea"),
        "{shown}"
    );
    assert!(
        shown.contains(r#"Handle { kind: "basket", .. }"#),
        "{shown}"
    );
}
