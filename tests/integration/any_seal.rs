//! Sealed texts, changed in any way: see [`mcp_tests::any_seal`].

use mcp_tests::any_seal::check;
use mcp_tests::block_on;
use proptest::prelude::*;

#[test]
fn each_place_changed_alone_is_refused() {
    block_on(async {
        for kind in 0..4 {
            for at in (0..=255).step_by(3) {
                for how in [0, 1, 2, 3, 4, 5, 0x80, 0x81] {
                    check(&[kind, how, at, at.wrapping_mul(7)]).await;
                }
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
    fn any_change_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..32)) {
        block_on(check(&bytes));
    }
}
