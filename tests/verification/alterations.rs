//! Every way to alter one value of a JSON text.

use serde_json::{Value, json};

/// One step of a path into a JSON text.
#[derive(Clone, Debug)]
pub enum At {
    Key(String),
    Item(usize),
}

/// What is done at the end of a path.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another value.
    To(Value),
    /// A key is taken out.
    Without(String),
    /// A key is put in.
    With(String),
    /// An item is taken out, written twice, or changes places with the next.
    Dropped(usize),
    Doubled(usize),
    Swapped(usize),
}

/// A path and what is done there.
pub type Alteration = (Vec<At>, Change);

/// All alterations of a text.
pub fn all(whole: &Value) -> Vec<Alteration> {
    let mut found = Vec::new();
    walk(whole, &mut Vec::new(), &mut found);
    found
}

fn walk(value: &Value, path: &mut Vec<At>, found: &mut Vec<Alteration>) {
    let mut change = |change: Change| found.push((path.clone(), change));
    for other in others(value) {
        change(Change::To(other));
    }
    match value {
        Value::Object(object) => {
            change(Change::With("多".to_owned()));
            for key in object.keys() {
                change(Change::Without(key.clone()));
            }
            for (key, value) in object {
                path.push(At::Key(key.clone()));
                walk(value, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for at in 0..items.len() {
                change(Change::Dropped(at));
                change(Change::Doubled(at));
                if items.get(at + 1).is_some_and(|next| *next != items[at]) {
                    change(Change::Swapped(at));
                }
            }
            for (at, value) in items.iter().enumerate() {
                path.push(At::Item(at));
                walk(value, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Other values that could stand there.
fn others(value: &Value) -> Vec<Value> {
    let mut others = match value {
        Value::Null => vec![json!(true), json!(0), json!("1"), json!({})],
        Value::Bool(truth) => vec![json!(!truth), json!(null), json!("1")],
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            vec![json!(number + 1), json!(number - 1), json!(0), json!(null), json!(number.to_string())]
        }
        Value::String(text) => {
            let nudged = text.parse::<i64>().map_or_else(|_| format!("{text}0"), |n| (n + 1).to_string());
            vec![json!(nudged), json!(format!("1{text}")), json!(format!(" {text}")), json!(""), json!(null)]
        }
        Value::Array(items) if items.is_empty() => vec![json!([0]), json!(null)],
        Value::Object(object) if object.is_empty() => vec![json!(null), json!(true), json!("1")],
        Value::Array(_) => vec![json!([]), json!(null)],
        Value::Object(_) => vec![json!({}), json!(null), json!(true)],
    };
    others.retain(|other| other != value);
    others
}

/// The text with one alteration.
pub fn altered(whole: &Value, (path, change): &Alteration) -> Value {
    let mut whole = whole.clone();
    let mut at = &mut whole;
    for step in path {
        at = match step {
            At::Key(key) => &mut at[key.as_str()],
            At::Item(item) => &mut at[*item],
        };
    }
    match (change, at) {
        (Change::To(value), at) => *at = value.clone(),
        (Change::Without(key), Value::Object(object)) => {
            object.shift_remove(key);
        }
        (Change::With(key), Value::Object(object)) => {
            object.insert(key.clone(), json!(1));
        }
        (Change::Dropped(item), Value::Array(items)) => {
            items.remove(*item);
        }
        (Change::Doubled(item), Value::Array(items)) => items.insert(*item, items[*item].clone()),
        (Change::Swapped(item), Value::Array(items)) => items.swap(*item, item + 1),
        other => panic!("{other:?}"),
    }
    whole
}
