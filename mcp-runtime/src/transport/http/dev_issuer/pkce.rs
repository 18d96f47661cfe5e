//! RFC 7636: whoever exchanges a code proves to be the one who asked for it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use crate::auth::Form;

/// Whether a request has a challenge, of the only method there is here.
pub(super) fn is_challenge(form: &Form) -> bool {
    form.get("code_challenge_method") == "S256" && form.get("code_challenge").len() == 43
}

pub(super) fn fits(challenge: &str, verifier: &str) -> bool {
    let hashed = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    (43..=128).contains(&verifier.len()) && hashed == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_verifier_of_a_challenge_fits() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(fits(challenge, verifier));
        assert!(!fits(challenge, &verifier.to_lowercase()));
        assert!(!fits(challenge, ""));
    }
}
