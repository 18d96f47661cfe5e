//! Credentials, right and wrong: see [`mcp_tests::any_credentials`] for what must hold.

use mcp_tests::any_credentials::{check, check_raw};
use mcp_tests::block_on;
use proptest::prelude::*;

#[test]
fn each_part_changed_alone_is_judged_by_what_it_says() {
    block_on(async {
        check(&[]).await;
        for name in 0..18 {
            check(&[2, name, 0]).await;
            for value in 0..43 {
                check(&[0, name, value]).await;
            }
        }
        for signer in 0..4 {
            for value in 14..20 {
                check(&[3, signer, 0, 0, 0, value]).await;
            }
        }
    });
}

#[test]
fn each_letter_changed_alone_is_noticed() {
    block_on(async {
        for at in 0..=255 {
            for how in 4..8 {
                check(&[how, at, at.wrapping_mul(7)]).await;
            }
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_change_is_judged_by_what_it_says(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        block_on(check(&bytes));
    }

    #[test]
    fn any_bytes_open_nothing(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        block_on(async {
            check_raw(&bytes).await;
            check_raw(&[b"Bearer ", &bytes[..]].concat()).await;
        });
    }
}
