use super::*;

fn updates(uris: &[&str]) -> Filter {
    Filter {
        resource_subscriptions: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        ..Filter::default()
    }
}

fn waiting(subscription: &Subscription) -> Vec<String> {
    std::iter::from_fn(|| subscription.emitter.pop()).collect()
}

#[test]
fn a_subscriber_hears_what_it_asked_for_tagged_and_acknowledged_first() {
    let hub = Arc::new(Hub::default());
    let tools = hub
        .subscribe(
            "7",
            Filter {
                tools_list_changed: true,
                ..Filter::default()
            },
            9,
        )
        .expect("there is room");
    let file = hub
        .subscribe(r#""a""#, updates(&["file:///x"]), 9)
        .expect("there is room");
    for change in [
        Change::ToolsChanged,
        Change::ResourceUpdated("file:///x".into()),
        Change::ResourceUpdated("file:///y".into()),
    ] {
        hub.deliver(&change);
    }
    assert_eq!(
        waiting(&tools),
        [
            r#"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7},"notifications":{"toolsListChanged":true}}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7}}}"#,
        ]
    );
    assert_eq!(
        waiting(&file)[1..],
        [
            r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"a"},"uri":"file:///x"}}"#
        ]
    );
}

#[test]
fn what_a_slow_subscriber_has_not_taken_waits_once_and_none_of_it_is_lost() {
    let hub = Arc::new(Hub::default());
    let uris: Vec<String> = (0..300).map(|i| format!("file:///{i}")).collect();
    let slow = hub
        .subscribe(
            "1",
            updates(&uris.iter().map(String::as_str).collect::<Vec<_>>()),
            9,
        )
        .expect("there is room");
    for _ in 0..100 {
        for uri in &uris {
            hub.deliver(&Change::ResourceUpdated(uri.clone()));
        }
    }
    let waiting = waiting(&slow);
    assert_eq!(waiting.len(), 301);
    assert!(uris.iter().all(|uri| {
        waiting
            .iter()
            .any(|message| message.contains(&format!("{uri}\"")))
    }));
    hub.deliver(&Change::ResourceUpdated(uris[0].clone()));
    assert!(slow.emitter.pop().is_some(), "once taken, it is told again");
}

#[test]
fn whoever_may_have_missed_something_is_told_of_all_it_asked_for() {
    let hub = Arc::new(Hub::default());
    let filter = Filter {
        tools_list_changed: true,
        ..updates(&["file:///x", "file:///y"])
    };
    let subscription = hub.subscribe("7", filter, 9).expect("there is room");
    hub.deliver(&Change::Missed);
    let waiting = waiting(&subscription);
    assert_eq!(waiting.len(), 4);
    for told in [
        "tools/list_changed",
        r#""uri":"file:///x""#,
        r#""uri":"file:///y""#,
    ] {
        assert!(
            waiting.iter().any(|message| message.contains(told)),
            "{told}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_is_noted_by_who_publishes_and_told_by_a_task_once() {
    let hub = Arc::new(Hub::default());
    let crowd: Vec<Subscription> = (0..1000)
        .map(|id| hub.subscribe(&id.to_string(), updates(&["file:///x"]), 9999))
        .collect::<Option<_>>()
        .expect("there is room");
    for subscription in &crowd {
        assert_eq!(waiting(subscription).len(), 1);
    }
    hub.deliver(&Change::ResourceUpdated("file:///nobodys".into()));
    hub.deliver(&Change::ToolsChanged);
    assert!(!hub.book().has_teller, "nobody wants to hear of these");
    for _ in 0..100 {
        hub.deliver(&Change::ResourceUpdated("file:///x".into()));
    }
    assert_eq!(hub.book().noted.len(), 1);
    assert!(
        crowd
            .iter()
            .all(|subscription| subscription.emitter.is_empty())
    );
    hub.settle().await;
    for subscription in &crowd {
        assert_eq!(waiting(subscription).len(), 1);
    }
    hub.deliver(&Change::Missed);
    hub.settle().await;
    assert!(
        crowd
            .iter()
            .all(|subscription| waiting(subscription).len() == 1)
    );
    drop(crowd);
    let book = hub.book();
    assert!(book.by_uri.is_empty() && book.by_list.iter().all(BTreeSet::is_empty));
}

#[test]
fn a_task_whose_runtime_has_ended_leaves_its_place_to_another() {
    let hub = Arc::new(Hub::default());
    let subscribe = || {
        let subscription = hub.subscribe("1", updates(&["file:///x"]), 9);
        subscription.expect("there is room")
    };
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
    };
    let (first, second) = (runtime().expect("it starts"), runtime().expect("it starts"));
    let _gone = first.block_on(async { subscribe() });
    hub.deliver(&Change::ResourceUpdated("file:///x".into()));
    assert!(hub.book().has_teller);
    drop(first);
    assert!(!hub.book().has_teller);
    second.block_on(async {
        let listening = subscribe();
        hub.deliver(&Change::ResourceUpdated("file:///x".into()));
        hub.settle().await;
        assert_eq!(waiting(&listening).len(), 2);
    });
}

#[test]
fn there_is_room_for_so_many_and_a_place_becomes_free() {
    let hub = Arc::new(Hub::default());
    let first = hub
        .subscribe("1", Filter::default(), 1)
        .expect("there is room");
    assert!(hub.subscribe("2", Filter::default(), 1).is_none());
    drop(first);
    assert_eq!(hub.len(), 0);
    assert!(hub.subscribe("2", Filter::default(), 1).is_some());
}

#[cfg(feature = "legacy")]
#[test]
fn a_filter_that_grows_is_told_of_what_has_changed_meanwhile_and_of_nothing_else() {
    let hub = Arc::new(Hub::default());
    let change = |uri: &str| hub.deliver(&Change::ResourceUpdated(uri.into()));
    let heard = |subscription: &Subscription| {
        let heard = waiting(subscription);
        ["a:a", "a:b", "a:c"].map(|uri| heard.iter().any(|message| message.contains(uri)))
    };
    change("a:a");
    let recorder = hub.record();
    let looked = recorder.now();
    let growing = hub
        .subscribe_growing(&Principal::anonymous(), updates(&[]), 9)
        .unwrap();
    change("a:b");
    growing.refilter(updates(&["a:a", "a:b", "a:c"]), looked);
    assert_eq!(heard(&growing), [false, true, false]);
    let looked = recorder.now();
    change("a:c");
    growing.refilter(updates(&["a:b", "a:c"]), looked);
    assert_eq!(heard(&growing), [false, false, true], "once, and by itself");
    hub.deliver(&Change::Missed);
    growing.refilter(updates(&["a:a"]), looked);
    assert!(heard(&growing)[0], "it may have changed");
    // More than are remembered: any of them may be the one.
    let looked = recorder.now();
    (0..2000).for_each(|i| change(&format!("b:{i}")));
    growing.refilter(updates(&["a:b"]), looked);
    assert_eq!(heard(&growing), [false, true, false]);
    drop((recorder, growing));
    assert_eq!(hub.len(), 0);
}

#[cfg(feature = "legacy")]
#[test]
fn a_filter_that_grows_is_not_told_of_what_has_changed_for_another() {
    let hub = Arc::new(Hub::default());
    let (ada, recorder) = (Principal::new("ada"), hub.record());
    let growing = hub.subscribe_growing(&ada, updates(&[]), 9).unwrap();
    for (caller, is_told) in [(Some("bob"), false), (None, false), (Some("ada"), true)] {
        let looked = recorder.now();
        let caller = caller.map(str::to_owned);
        let uri = "a:a".to_owned();
        hub.deliver(&Change::ResourceUpdatedFor { uri, caller });
        growing.refilter(updates(&["a:a"]), looked);
        let heard = waiting(&growing);
        assert_eq!(heard.iter().any(|told| told.contains("a:a")), is_told);
        growing.refilter(updates(&[]), looked);
    }
}
