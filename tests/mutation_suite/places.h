// Where a kind of change fits, by the name and the format of a value alone: without definitions.
#pragma once

#include "tests/mutation_suite/kind.h"

#include <algorithm>
#include <array>

namespace renkei::mutation {

inline bool is_one_of(std::string_view key, std::span<const std::string_view> names) {
    return std::ranges::find(names, key) != names.end();
}
inline std::string_view text_of(const Target& at) {
    return at.value->is_string() ? std::string_view(*at.value->get_ptr<const std::string*>())
                                 : std::string_view();
}
inline bool has_digits(std::string_view text, std::size_t from, std::size_t count) {
    return text.size() >= from + count &&
           std::ranges::all_of(text.substr(from, count), [](char c) { return c >= '0' && c <= '9'; });
}

inline bool is_whole(const Target& at) { return at.parent == nullptr; }
inline bool is_type_mark(const Target& at) { return at.key == "resourceType"; }
inline bool is_member(const Target& at) {
    return at.parent != nullptr && at.parent->is_object() && !is_type_mark(at);
}
inline bool is_element(const Target& at) { return at.parent != nullptr && at.parent->is_array(); }
inline bool is_array(const Target& at) { return is_member(at) && at.value->is_array(); }
inline bool is_filled_array(const Target& at) { return is_array(at) && !at.value->empty(); }
inline bool is_object(const Target& at) { return at.value->is_object(); }
inline bool is_part(const Target& at) { return is_object(at) && !is_whole(at) && !at.is_resource; }
inline bool is_resource(const Target& at) { return at.is_resource; }
inline bool is_text(const Target& at) {
    return at.value->is_string() && !is_type_mark(at) && at.key != "div" && at.key != "data";
}
inline bool is_scalar(const Target& at) {
    return at.value->is_primitive() && !at.value->is_null() && !is_type_mark(at);
}
inline bool is_scalar_member(const Target& at) {
    return is_scalar(at) && is_member(at) && !at.key.starts_with("_");
}
inline bool is_number(const Target& at) { return at.value->is_number(); }
inline bool is_integer(const Target& at) { return at.value->is_number_integer(); }
inline bool is_boolean(const Target& at) { return at.value->is_boolean(); }
inline bool is_date(const Target& at) {
    const std::string_view text = text_of(at);
    return has_digits(text, 0, 4) && text.size() >= 10 && text.size() <= 35 && text[4] == '-' &&
           has_digits(text, 5, 2) && text[7] == '-' && has_digits(text, 8, 2);
}
inline bool is_day(const Target& at) { return is_date(at) && text_of(at).size() == 10; }
inline bool is_instant(const Target& at) {
    return is_date(at) && text_of(at).size() > 10 && text_of(at)[10] == 'T';
}
inline bool is_reference(const Target& at) {
    return at.key == "reference" && at.value->is_string() && is_member(at);
}
inline bool is_reference_object(const Target& at) {
    return is_object(at) && at.value->contains("reference") && (*at.value)["reference"].is_string();
}
inline bool is_code(const Target& at) {
    static constexpr std::array<std::string_view, 12> names{"code",     "status",     "use",      "gender",
                                                            "intent",   "kind",       "mode",     "type",
                                                            "priority", "comparator", "language", "rank"};
    return at.value->is_string() && is_one_of(at.key, names) &&
           text_of(at).find(' ') == std::string_view::npos &&
           text_of(at).find("://") == std::string_view::npos;
}
inline bool is_coding(const Target& at) {
    return is_object(at) && at.value->contains("code") && at.value->contains("system") && !at.is_resource &&
           !at.value->contains("value");
}
inline bool is_display(const Target& at) {
    return at.key == "display" && at.value->is_string() && at.parent->is_object() &&
           at.parent->contains("code");
}
inline bool is_quantity(const Target& at) {
    return is_object(at) && at.value->contains("value") && (*at.value)["value"].is_number();
}
inline bool is_period(const Target& at) {
    return is_object(at) && at.value->contains("start") && at.value->contains("end");
}
inline bool is_system(const Target& at) {
    return at.key == "system" && text_of(at).find(':') != std::string_view::npos;
}
inline bool is_url(const Target& at) {
    const std::string_view text = text_of(at);
    return !is_type_mark(at) && at.key != "div" &&
           (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("urn:"));
}
inline bool is_canonical(const Target& at) {
    static constexpr std::array<std::string_view, 14> names{"instantiatesCanonical",
                                                            "valueSet",
                                                            "questionnaire",
                                                            "baseDefinition",
                                                            "targetProfile",
                                                            "definition",
                                                            "derivedFrom",
                                                            "library",
                                                            "answerValueSet",
                                                            "definitionCanonical",
                                                            "measure",
                                                            "base",
                                                            "import",
                                                            "imports"};
    return is_url(at) && is_one_of(at.key, names);
}
inline bool is_id(const Target& at) {
    return at.key == "id" && at.value->is_string() && at.parent->contains("resourceType");
}
inline bool is_div(const Target& at) { return at.key == "div" && at.value->is_string(); }
inline bool is_base64(const Target& at) { return at.key == "data" && at.value->is_string(); }
inline bool is_content_type(const Target& at) { return at.key == "contentType" && at.value->is_string(); }
inline bool is_attachment(const Target& at) {
    return is_object(at) && at.value->contains("contentType") && !at.is_resource;
}
inline bool is_extension(const Target& at) {
    return is_object(at) && (at.key == "extension" || at.key == "modifierExtension");
}
inline bool is_simple_extension(const Target& at) {
    return is_extension(at) && !at.value->contains("extension");
}
inline bool is_extension_url(const Target& at) {
    return at.key == "url" && at.parent->is_object() && at.path.find("xtension[") != std::string::npos &&
           at.path.ends_with("].url");
}
inline bool is_linking_id(const Target& at) { return at.key == "linkId" && at.value->is_string(); }
inline bool is_bundle(const Target& at) { return at.is_resource && at.resource == "Bundle"; }
inline bool is_document(const Target& at) {
    return is_bundle(at) && at.value->value("type", "") == "document";
}
inline bool is_entry(const Target& at) {
    return at.key == "entry" && is_element(at) && at.resource == "Bundle" && is_object(at);
}
inline bool is_entry_with_resource(const Target& at) {
    return is_entry(at) && at.value->contains("resource");
}
inline bool is_full_url(const Target& at) { return at.key == "fullUrl"; }
inline bool is_concrete_resource(const Target& at) {
    return at.is_resource && at.resource != "Bundle" && at.resource != "Binary" &&
           at.resource != "Parameters";
}
inline bool is_alone(const Target& at) { return is_whole(at) && is_concrete_resource(at); }
inline bool is_contained(const Target& at) { return at.key == "contained" && is_element(at); }
inline bool is_choice(const Target& at) {
    static constexpr std::array<std::string_view, 10> stems{
        "value",      "effective", "onset",      "deceased", "multipleBirth",
        "occurrence", "performed", "medication", "timing",   "abatement"};
    return is_member(at) &&
           std::ranges::any_of(stems,
                               [&](std::string_view stem) {
                                   return at.key.size() > stem.size() && at.key.starts_with(stem) &&
                                          at.key[stem.size()] >= 'A' && at.key[stem.size()] <= 'Z';
                               }) &&
           at.key != "valueSet";
}
inline bool is_primitive_choice(const Target& at) { return is_choice(at) && is_scalar(at); }
inline bool has_narrative(const Target& at) {
    return at.is_resource && at.value->contains("text") && (*at.value)["text"].is_object();
}

} // namespace renkei::mutation
