//! Names of items, as the wire has them.

use proc_macro2::Ident;

pub(crate) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// `ShoppingBasket` is `shopping_basket`, and `HTTPRequest` is `http_request`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (i, c) in chars.iter().enumerate() {
        let begins = c.is_uppercase()
            && i > 0
            && (chars[i - 1].is_lowercase()
                || chars[i - 1].is_ascii_digit()
                || chars.get(i + 1).is_some_and(|next| next.is_lowercase()));
        if begins && chars[i - 1] != '_' {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_called_as_people_would() {
        for (ident, name) in [
            ("Basket", "basket"),
            ("ShoppingBasket", "shopping_basket"),
            ("HTTPRequest", "http_request"),
            ("V2Upload", "v2_upload"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(ident), name);
        }
    }
}
