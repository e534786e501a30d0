#include "tests/server_documents/case_bodies.h"

#include "gateway/core/base/base64.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/server/http_names.h"

#include "tests/documents/inputs.h"
#include "tests/documents/kit.h"
#include "tests/documents/letters.h"
#include "tests/server_fhir/persons.h"
#include "tests/support/cp932.h"

#include <algorithm>
#include <functional>

namespace renkei::server::request_cases {

std::pair<std::string, std::string> cut(std::string_view text, std::string_view at) {
    const std::size_t found = text.find(at);
    return found == std::string_view::npos
               ? std::pair{std::string(text), std::string()}
               : std::pair{std::string(text.substr(0, found)), std::string(text.substr(found + at.size()))};
}

std::vector<std::string> split(std::string_view text, std::string_view at) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(at), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + at.size()));
    }
    return out;
}

std::string expanded(std::string_view text, const Variables& variables) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '$' || at + 1 == text.size()) {
            out += text[at];
            continue;
        }
        const bool is_braced = text[at + 1] == '{';
        std::size_t end = at + (is_braced ? 2 : 1);
        while (end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) {
            ++end;
        }
        const auto found = variables.find(
            std::string(text.substr(at + (is_braced ? 2 : 1), end - at - (is_braced ? 2 : 1))));
        if (found == variables.end()) { // "$summary"
            out += '$';
            continue;
        }
        const bool is_for_url = is_braced && text.substr(end).starts_with("%");
        out += is_for_url ? percent_encoded(found->second) : found->second;
        at = end + (is_braced ? 1 : 0) + (is_for_url ? 1 : 0) - 1;
    }
    return out;
}

namespace {

using Arguments = std::vector<std::string>;

std::string form_of(const Arguments& pairs) {
    std::string out;
    for (const std::string& each : pairs) {
        const auto [name, value] = cut(each, "=");
        out += (out.empty() ? "" : "&") + name + "=" + percent_encoded(value);
    }
    return out;
}

std::string in_xml(const std::string& json) {
    service::Workspace worker(*documents::loaded()->catalogue);
    diag::Report report;
    return documents::must(
        service::written_as(service::FhirSyntax::xml, worker, json, service::Layout::compact, report));
}

std::string argument(const Arguments& all, std::size_t at, const char* otherwise = "") {
    return at < all.size() ? all[at] : otherwise;
}

// The full admission as FHIR under another id and of another person; "FAMILY　GIVEN".
std::string document_of_person(const std::string& id, const std::string& name, const std::string& kana,
                               const std::string& birth_date) {
    Json out =
        Json::parse(documents::replaced(documents::file("admission/full.bundle.json"), "FIX-FULL", id));
    Json& patient = out["entry"][1]["resource"];
    for (std::size_t i = 0; i < 2; ++i) {
        const auto [family, given] = cut(i == 0 ? name : kana, "　");
        patient["name"][i]["text"] = i == 0 ? name : kana;
        patient["name"][i]["family"] = family;
        patient["name"][i]["given"] = {given};
    }
    patient["birthDate"] = birth_date;
    return out.dump();
}

// clang-format off: a row a maker
const std::map<std::string, std::function<std::string(const Arguments&)>, std::less<>> makers{
    {"admission",
     [](const Arguments& a) {
         return a.empty() ? documents::admission() : documents::admission(a[0], argument(a, 1));
     }},
    {"named", [](const Arguments& a) { return documents::admission_named(a.at(0)); }},
    {"report", [](const Arguments& a) { return documents::report(a.at(0)); }},
    {"hanako",
     [](const Arguments& a) {
         return documents::report_of_hanako(a.at(0), argument(a, 1, "0000001016"),
                                            argument(a, 2, "1938-05-12"));
     }},
    {"summary", [](const Arguments& a) { return documents::summary(a.at(0), a.at(1)); }},
    {"file", [](const Arguments& a) { return documents::file(a.at(0)); }},
    {"plain", [](const Arguments& a) { return plain_document(a.at(0), a.at(1), a.at(2)); }},
    {"present", [](const Arguments& a) { return present_document(a.at(0), a.at(1), a.at(2)); }},
    {"person_document",
     [](const Arguments& a) { return document_of_person(a.at(0), a.at(1), a.at(2), a.at(3)); }},
    {"spouse", [](const Arguments& a) { return document_with_spouse(a.at(0), a.at(1)); }},
    {"without_insurer", [](const Arguments& a) { return document_without_insurer(a.at(0), a.at(1)); }},
    {"transaction", [](const Arguments& a) { return transaction(a.at(0), a.at(1)).dump(); }},
    {"simplified", [](const Arguments& a) { return simplified(a.at(0), a.at(1)).dump(); }},
    {"join",
     [](const Arguments& a) {
         std::string out;
         for (const std::string& each : a) {
             out += each;
         }
         return out;
     }},
    {"repeat",
     [](const Arguments& a) {
         std::string out;
         for (int i = 0; i < std::stoi(a.at(0)); ++i) {
             out += a.at(1);
         }
         return out;
     }},
    {"part", [](const Arguments& a) { return Json::parse(a.at(0)).at(Json::json_pointer(a.at(1))).dump(); }},
    {"base64", [](const Arguments& a) { return base::to_base64(a.at(0)); }},
    {"xml", [](const Arguments& a) { return in_xml(a.at(0)); }},
    {"form", form_of}};
// clang-format on

void edit(Json& of, const std::string& change) {
    const auto [place, value] = cut(change, " = ");
    if (!value.empty()) {
        of[Json::json_pointer(place)] = Json::parse(value);
        return;
    }
    const Json::json_pointer pointer(cut(change, " -").first);
    of.at(pointer.parent_pointer()).erase(pointer.back());
}

} // namespace

std::string body_of(std::string_view text, const Variables& variables) {
    std::size_t end = std::min({text.find(" / "), text.find(" /cp932 "), text.find(" @/"), text.size()});
    const std::string_view source = text.substr(0, end);
    const std::size_t open = source.find('(');
    const auto maker = makers.find(source.substr(0, std::min(open, source.size())));
    std::string out;
    if (maker == makers.end()) {
        out = expanded(source, variables);
    } else {
        Arguments all;
        std::string_view rest =
            open == std::string_view::npos ? "" : source.substr(open + 1, source.size() - open - 2);
        while (!rest.empty()) {
            std::size_t comma = 0;
            for (int depth = 0; comma < rest.size() && (depth > 0 || rest[comma] != ','); ++comma) {
                depth += rest[comma] == '(' ? 1 : rest[comma] == ')' ? -1 : 0;
            }
            all.push_back(body_of(rest.substr(0, comma), variables));
            rest.remove_prefix(std::min(rest.size(), comma + 1));
        }
        out = maker->second(all);
    }
    while (end < text.size()) {
        text.remove_prefix(end + 1);
        end = std::min({text.find(" / "), text.find(" /cp932 "), text.find(" @/"), text.size()});
        const std::string change = text[0] == '@' ? expanded(text.substr(1, end - 1), variables)
                                                  : expanded(cut(text.substr(0, end), " ").second, variables);
        if (text[0] == '@') {
            Json json = Json::parse(out);
            edit(json, change);
            out = json.dump();
            continue;
        }
        const auto [old, now] = cut(change, " => ");
        const bool is_cp932 = text.starts_with("/cp932");
        out = is_cp932 ? documents::replaced(out, test::cp932(old), test::cp932(now))
                       : documents::replaced(out, old, now);
    }
    return out;
}

std::string type_of(std::string_view body, std::string_view written) {
    return written.starts_with("form(")                              ? "application/x-www-form-urlencoded"
           : body.starts_with("<")                                   ? "application/fhir+xml"
           : !body.starts_with("{") && !body.starts_with("[")        ? "text/csv"
           : body.find("\"resourceType\"") != std::string_view::npos ? "application/fhir+json"
                                                                     : "application/json";
}

void enter_peer(std::vector<policy::Peer>& peers, const std::string& text) {
    const auto [id, settings] = cut(text, " ");
    auto found = std::ranges::find(peers, id, &policy::Peer::id);
    if (found == peers.end()) {
        found = peers.insert(peers.end(), policy::Peer{.id = id});
    }
    for (const std::string& each : split(settings, " ")) {
        const auto [name, value] = cut(each, "=");
        if (name == "characters") {
            found->characters.repertoire = text::Repertoire::jis;
        } else if (name == "numbers") { // none
            found->numbers.clear();
        } else if (name == "role") {
            found->role = value == "network"    ? policy::Role::network
                          : value == "hospital" ? policy::Role::hospital
                                                : policy::Role::municipality;
        } else {
            found->numbers.push_back({name, value});
        }
    }
}

} // namespace renkei::server::request_cases
