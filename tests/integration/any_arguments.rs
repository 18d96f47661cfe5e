//! Arguments of every kind, bounded: see [`mcp_tests::any_arguments`] for what must hold.

use mcp_tests::any_arguments::{arguments, check};
use mcp_tests::block_on;
use proptest::prelude::*;

#[test]
fn good_arguments_are_taken() {
    block_on(check(&arguments(&[])));
}

#[test]
fn each_place_changed_alone_is_taken_as_the_schema_says() {
    block_on(async {
        for place in 0..150 {
            // Each change somewhere, and each place in some way: all of them would take long.
            for (how, step) in [(0, 80), (1, 50), (2, 80), (3, 160), (4, 160), (5, 50)] {
                for what in (place % step..240).step_by(usize::from(step)) {
                    check(&arguments(&[place, how, what])).await;
                }
            }
        }
    });
}

/// A few, unless `MCP_TEST_CASES` says how many.
fn cases() -> u32 {
    let cases = std::env::var("MCP_TEST_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_arguments_are_taken_as_the_schema_says(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        block_on(check(&arguments(&bytes)));
    }
}
