//! How long state can be opened, and with which keys.

use std::time::Duration;

use axum::Router;
use mcp_runtime::input::SealingKeys;

use super::{Counts, States, refused, router, wiping, with_state};
use crate::rounds;
use crate::shelf::Shelf;

fn keyed(keys: impl IntoIterator<Item = u8>) -> Router {
    let keys = SealingKeys::new(keys.into_iter().map(|key| [key; 32])).unwrap();
    States::new(Counts::default())
        .sealing_keys(keys)
        .store(Shelf::shared())
        .into_router()
}

#[tokio::test]
async fn it_does_not_outlive_its_time_or_its_process() {
    let expected = with_state(
        &router().0,
        &rounds::ask(&router().0, &wiping()).await,
        "AAAA",
    )
    .await;
    let late = States::new(Counts::default())
        .question_ttl(Duration::ZERO)
        .into_router();
    let asked = rounds::ask(&late, &wiping()).await;
    assert_eq!(
        refused(&with_state(&late, &asked, &asked.state).await),
        refused(&expected),
        "expired"
    );
    let asked = rounds::ask(&router().0, &wiping()).await;
    assert_eq!(
        refused(&with_state(&router().0, &asked, &asked.state).await),
        refused(&expected),
        "another process"
    );
    let forever = States::new(Counts::default())
        .question_ttl(Duration::MAX)
        .into_router();
    let asked = rounds::ask(&forever, &wiping()).await;
    assert!(
        with_state(&forever, &asked, &asked.state)
            .await
            .ok_text()
            .contains("all")
    );
}

#[tokio::test]
async fn keys_can_be_rotated_without_losing_a_question() {
    let (old, both, new_first, new) = (keyed([1]), keyed([1, 2]), keyed([2, 1]), keyed([2]));
    for (mints, opens) in [
        (&old, &both),
        (&both, &old),
        (&both, &new_first),
        (&new_first, &both),
        (&new_first, &new),
        (&old, &new_first),
    ] {
        let asked = rounds::ask(mints, &wiping()).await;
        assert!(
            with_state(opens, &asked, &asked.state)
                .await
                .ok_text()
                .contains("all")
        );
    }
    for (mints, opens) in [(&new_first, &old), (&old, &new), (&both, &new)] {
        let asked = rounds::ask(mints, &wiping()).await;
        refused(&with_state(opens, &asked, &asked.state).await);
    }
}
