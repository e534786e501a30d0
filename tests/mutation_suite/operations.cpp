#include "tests/mutation_suite/places.h"

namespace renkei::mutation {
namespace {

void rename(const Target& at, const std::string& to) {
    Json renamed = Json::object();
    for (auto member = at.parent->begin(); member != at.parent->end(); ++member) {
        renamed[member.key() == at.key ? to : member.key()] = member.value();
    }
    *at.parent = std::move(renamed);
}

std::string stem_of(const std::string& choice) {
    return choice.substr(
        0, static_cast<std::size_t>(
               std::ranges::find_if(choice, [](char c) { return c >= 'A' && c <= 'Z'; }) - choice.begin()));
}

void remove_member(const Target& at, Json&, Random&) { at.parent->erase(at.key); }
void remove_element(const Target& at, Json&, Random&) { at.parent->erase(at.index); }
void repeat_element(const Target& at, Json&, Random&) { at.parent->push_back(Json(*at.value)); }
void wrap(const Target& at, Json&, Random&) { *at.value = Json::array({Json(*at.value)}); }
void unwrap(const Target& at, Json&, Random&) { *at.value = Json(at.value->front()); }
void reverse(const Target& at, Json&, Random&) { std::reverse(at.value->begin(), at.value->end()); }
void misspell(const Target& at, Json&, Random&) { rename(at, at.key + "x"); }
void change_case(const Target& at, Json&, Random&) {
    std::string name = at.key;
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    rename(at, name);
}
void underscore(const Target& at, Json&, Random&) { rename(at, "_" + at.key); }
void choose_text(const Target& at, Json&, Random&) { rename(at, stem_of(at.key) + "String"); }
void choose_integer(const Target& at, Json&, Random&) { rename(at, stem_of(at.key) + "Integer"); }
void choose_unknown(const Target& at, Json&, Random&) { rename(at, stem_of(at.key) + "Foo"); }
void choose_nothing(const Target& at, Json&, Random&) { rename(at, stem_of(at.key)); }
void choose_twice(const Target& at, Json&, Random&) {
    (*at.parent)[stem_of(at.key) + (at.key.ends_with("String") ? "Boolean" : "String")] =
        at.key.ends_with("String") ? Json(true) : Json("x");
}

template <int which>
void give_sibling(const Target& at, Json&, Random&) {
    static const Json values[] = {
        Json::parse(R"({"extension":[{"url":"http://example.org/e","valueString":"x"}]})"),
        Json::parse(R"({"extension":[{"valueString":"x"}]})"),
        Json::parse(R"({"value":"x"})"),
        Json::parse(R"({})"),
        Json::parse(R"([{"id":"x"}])"),
        Json::parse(R"("x")"),
        Json::parse(R"({"id":"x"})"),
        Json::parse("null"),
        Json::parse(
            R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]})")};
    (*at.parent)["_" + at.key] = values[which];
}
void only_sibling(const Target& at, Json&, Random&) {
    Json* parent = at.parent;
    const std::string name = "_" + at.key;
    rename(at, name);
    (*parent)[name] = Json::parse(
        R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]})");
}
void only_sibling_with_id(const Target& at, Json&, Random&) {
    Json* parent = at.parent;
    const std::string name = "_" + at.key;
    rename(at, name);
    (*parent)[name] = Json::parse(R"({"id":"x"})");
}

// The value of another member of the same kind of JSON value, from anywhere in the document.
void collect_texts(Json& at, std::vector<Json*>& out) {
    if (at.is_string()) {
        out.push_back(&at);
    }
    if (at.is_structured()) {
        for (Json& each : at) {
            collect_texts(each, out);
        }
    }
}
void take_other_text(const Target& at, Json& document, Random& random) {
    std::vector<Json*> all;
    collect_texts(document, all);
    *at.value = Json(*all[random() % all.size()]);
}

template <int which>
void set_type(const Target& at, Json&, Random&) {
    static constexpr std::string_view types[] = {"Patient", "Observation", "Foo",      "patient",
                                                 "",        "Resource",    "HumanName"};
    (*at.value)["resourceType"] = types[which];
}
void drop_type(const Target& at, Json&, Random&) { at.value->erase("resourceType"); }

template <int which>
void set_bundle_type(const Target& at, Json&, Random&) {
    static constexpr std::string_view types[] = {"collection", "transaction",    "searchset", "message",
                                                 "history",    "batch-response", "document"};
    (*at.value)["type"] = types[which];
}
template <int which>
void drop(const Target& at, Json&, Random&) {
    static constexpr const char* members[] = {"fullUrl", "resource",  "timestamp", "identifier",
                                              "type",    "reference", "code",      "system",
                                              "url",     "unit",      "id",        "entry"};
    at.value->erase(members[which]);
}
void repeat_full_url(const Target& at, Json&, Random&) {
    if (const Json& first = at.parent->front(); first.contains("fullUrl")) {
        (*at.value)["fullUrl"] = Json(first["fullUrl"]);
    }
}
template <int which>
void set_full_url(const Target& at, Json&, Random&) {
    static constexpr std::string_view urls[] = {"Patient/1",
                                                "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                                                "urn:uuid:X",
                                                "http://example.org/fhir/Slot/1",
                                                "http://example.org/a/_history/1",
                                                "#a",
                                                "urn:oid:1.2.3"};
    *at.value = urls[which];
}
void move_to_front(const Target& at, Json&, Random&) {
    std::rotate(at.parent->begin(), at.parent->begin() + static_cast<std::ptrdiff_t>(at.index),
                at.parent->begin() + static_cast<std::ptrdiff_t>(at.index) + 1);
}
void only_display(const Target& at, Json&, Random&) { *at.value = Json::parse(R"({"display":"x"})"); }
void only_identifier(const Target& at, Json&, Random&) {
    *at.value = Json::parse(R"({"identifier":{"system":"http://example.org/i","value":"1"}})");
}
void no_reference(const Target& at, Json&, Random&) { *at.value = Json::parse(R"({"type":"Patient"})"); }
void bad_unit(const Target& at, Json&, Random&) {
    (*at.value)["system"] = "http://unitsofmeasure.org";
    (*at.value)["code"] = "zzz";
}
void good_unit(const Target& at, Json&, Random&) {
    (*at.value)["system"] = "http://unitsofmeasure.org";
    (*at.value)["code"] = "mg/dL";
}
void same_id(const Target& at, Json&, Random&) {
    const Json twice = *at.value;
    at.parent->push_back(twice);
}
void text_for_concept(const Target& at, Json&, Random&) { *at.value = Json::parse(R"({"text":"x"})"); }
bool is_concept(const Target& at) {
    return is_object(at) && at.value->contains("coding") && at.key != "extension";
}
bool is_later_entry(const Target& at) { return is_entry(at) && at.index > 0; }
bool is_single(const Target& at) {
    return is_member(at) && !at.value->is_array() && !at.key.starts_with("_");
}
bool is_plain_member(const Target& at) { return is_member(at) && at.key[0] >= 'a' && at.key[0] <= 'z'; }
bool is_long_array(const Target& at) { return is_array(at) && at.value->size() > 1; }

constexpr Operation operation_table[] = {
    {"remove", is_member, remove_member},
    {"remove-from-part",
     [](const Target& at) { return is_member(at) && !at.parent->contains("resourceType"); }, remove_member},
    {"remove-of-resource",
     [](const Target& at) { return is_member(at) && at.parent->contains("resourceType"); }, remove_member},
    {"remove-element", is_element, remove_element},
    {"repeat-element", is_element, repeat_element},
    {"array-around", is_single, wrap},
    {"array-opened", is_filled_array, unwrap},
    {"array-reversed", is_long_array, reverse},
    {"name-misspelt", is_plain_member, misspell},
    {"name-capital", is_plain_member, change_case},
    {"name-underscore", is_plain_member, underscore},
    {"choice-text", is_choice, choose_text},
    {"choice-integer", is_choice, choose_integer},
    {"choice-unknown-type", is_choice, choose_unknown},
    {"choice-no-type", is_choice, choose_nothing},
    {"choice-twice", is_choice, choose_twice},
    {"sibling-good", is_scalar_member, give_sibling<0>},
    {"sibling-extension-without-url", is_scalar_member, give_sibling<1>},
    {"sibling-with-value", is_scalar_member, give_sibling<2>},
    {"sibling-empty", is_scalar_member, give_sibling<3>},
    {"sibling-array", is_scalar_member, give_sibling<4>},
    {"sibling-text", is_scalar_member, give_sibling<5>},
    {"sibling-id", is_scalar_member, give_sibling<6>},
    {"sibling-null", is_scalar_member, give_sibling<7>},
    {"sibling-reason-beside-value", is_scalar_member, give_sibling<8>},
    {"sibling-alone", is_scalar_member, only_sibling},
    {"sibling-id-alone", is_scalar_member, only_sibling_with_id},
    {"sibling-of-complex", [](const Target& at) { return is_member(at) && at.value->is_object(); },
     give_sibling<0>},
    {"text-of-another", is_text, take_other_text},
    {"type-patient", is_resource, set_type<0>},
    {"type-observation", is_resource, set_type<1>},
    {"type-unknown", is_resource, set_type<2>},
    {"type-small", is_resource, set_type<3>},
    {"type-empty", is_resource, set_type<4>},
    {"type-abstract", is_resource, set_type<5>},
    {"type-data-type", is_resource, set_type<6>},
    {"type-missing", is_resource, drop_type},
    {"bundle-collection", is_bundle, set_bundle_type<0>},
    {"bundle-transaction", is_bundle, set_bundle_type<1>},
    {"bundle-searchset", is_bundle, set_bundle_type<2>},
    {"bundle-message", is_bundle, set_bundle_type<3>},
    {"bundle-history", is_bundle, set_bundle_type<4>},
    {"bundle-batch-response", is_bundle, set_bundle_type<5>},
    {"bundle-document", is_bundle, set_bundle_type<6>},
    {"bundle-no-timestamp", is_document, drop<2>},
    {"bundle-no-identifier", is_document, drop<3>},
    {"bundle-no-type", is_bundle, drop<4>},
    {"bundle-no-entry", is_bundle, drop<11>},
    {"entry-no-full-url", is_entry, drop<0>},
    {"entry-no-resource", is_entry_with_resource, drop<1>},
    {"entry-same-full-url", is_later_entry, repeat_full_url},
    {"entry-twice", is_entry, repeat_element},
    {"entry-removed", is_entry, remove_element},
    {"entry-first", is_later_entry, move_to_front},
    {"full-url-relative", is_full_url, set_full_url<0>},
    {"full-url-other", is_full_url, set_full_url<1>},
    {"full-url-bad-uuid", is_full_url, set_full_url<2>},
    {"full-url-other-type", is_full_url, set_full_url<3>},
    {"full-url-versioned", is_full_url, set_full_url<4>},
    {"full-url-fragment", is_full_url, set_full_url<5>},
    {"full-url-oid", is_full_url, set_full_url<6>},
    {"contained-removed", is_contained, remove_element},
    {"contained-twice", is_contained, same_id},
    {"contained-without-id", is_contained, drop<10>},
    {"reference-display-only", is_reference_object, only_display},
    {"reference-identifier-only", is_reference_object, only_identifier},
    {"reference-type-only", is_reference_object, no_reference},
    {"coding-no-code", is_coding, drop<6>},
    {"coding-no-system", is_coding, drop<7>},
    {"concept-only-text", is_concept, text_for_concept},
    {"quantity-bad-unit", is_quantity, bad_unit},
    {"quantity-other-unit", is_quantity, good_unit},
    {"quantity-no-unit", is_quantity, drop<9>},
    {"extension-url-removed", is_extension, drop<8>},
};

} // namespace

std::span<const Operation> operations() { return operation_table; }

} // namespace renkei::mutation
