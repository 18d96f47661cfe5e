use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use super::Change;

/// Hands a change to the subscribers of this instance. It never waits.
///
/// ```
/// use mcp_runtime::subscription::{Change, Deliver};
///
/// let deliver: Deliver = Box::new(|change| println!("{change:?}"));
/// deliver(&Change::ToolsChanged);
/// ```
pub type Deliver = Box<dyn Fn(&Change) + Send + Sync>;

/// Carries changes from the instance where they happen to all instances that have subscribers.
///
/// The default, [`LocalBus`], reaches one instance. A shared bus, such as one over a message
/// broker, makes many instances one server.
///
/// ```
/// use mcp_runtime::subscription::{Bus, Change, Deliver, LocalBus};
///
/// /// Writes down what passes by.
/// struct Logged(LocalBus);
///
/// impl Bus for Logged {
///     fn publish(&self, change: Change) {
///         eprintln!("{change:?}");
///         self.0.publish(change);
///     }
///
///     fn attach(&self, deliver: Deliver) {
///         self.0.attach(deliver);
///     }
/// }
/// ```
pub trait Bus: Send + Sync + 'static {
    /// Sends a change to all instances, including this one. It must not wait: the publisher is in
    /// the middle of a call.
    fn publish(&self, change: Change);

    /// Called once, when the server starts. Pass every change that arrives to `deliver`.
    fn attach(&self, deliver: Deliver);

    /// Waits until everything published so far has been sent, for a bus that sends later. A server
    /// that shuts down waits for it, but not longer than its [shutdown
    /// timeout](crate::Server::shutdown_timeout).
    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

impl<B: Bus + ?Sized> Bus for Arc<B> {
    fn publish(&self, change: Change) {
        (**self).publish(change);
    }

    fn attach(&self, deliver: Deliver) {
        (**self).attach(deliver);
    }

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        (**self).flush()
    }
}

/// The bus of a single instance.
///
/// ```
/// use mcp_runtime::subscription::{Bus as _, Change, LocalBus};
///
/// let bus = LocalBus::default();
/// bus.attach(Box::new(|change| assert_eq!(*change, Change::ToolsChanged)));
/// bus.publish(Change::ToolsChanged);
/// ```
#[derive(Default)]
pub struct LocalBus {
    deliver: OnceLock<Deliver>,
}

impl Bus for LocalBus {
    fn publish(&self, change: Change) {
        // Before the server has started nobody can have subscribed, so nobody misses anything.
        if let Some(deliver) = self.deliver.get() {
            deliver(&change);
        }
    }

    fn attach(&self, deliver: Deliver) {
        // A second server on the same bus would be a mistake of the program's; the first one keeps
        // it.
        let _ = self.deliver.set(deliver);
    }
}

impl fmt::Debug for LocalBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalBus")
    }
}
