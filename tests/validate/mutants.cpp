#include "tests/validate/mutants.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/cache/signature.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

namespace renkei::validate::test {
namespace {

void collect_containers(Json& at, std::vector<Json*>& out) {
    if (at.is_structured() && !at.empty()) {
        out.push_back(&at);
        for (Json& each : at) {
            collect_containers(each, out);
        }
    }
}

Json of_another_type(const Json& value, Random& random) {
    const std::array others{Json("text"),
                            Json(7),
                            Json(true),
                            Json(nullptr),
                            Json::array(),
                            Json::object({{"id", "x"}}),
                            Json::array({"text", nullptr}),
                            Json::array({value})};
    return others[below(others.size(), random)];
}

Json broken(const Json& value, Random& random) {
    if (!value.is_string()) {
        return of_another_type(value, random);
    }
    const auto text = value.get<std::string>();
    const std::array others{text + " ",
                            text + "x",
                            std::string(),
                            std::string("1940-13-45"),
                            std::string("Device/1"),
                            std::string("#none"),
                            std::string(3000, 'a'),
                            text.substr(0, text.size() / 2)};
    return others[below(others.size(), random)];
}

// What is under one name comes under another one too: under one that no type has, of another type of a
// choice, of a primitive's sibling.
void add_member(Json& object, Random& random) {
    const std::string key =
        std::next(object.begin(), static_cast<std::ptrdiff_t>(below(object.size(), random))).key();
    const std::array<std::pair<std::string, Json>, 9> fresh{
        {{key + "x", object[key]},
         {"_" + key, Json::object({{"extension", Json::array({Json::object(
                                                     {{"url", "http://x.jp/e"}, {"valueString", "x"}})})}})},
         {"_" + key, Json::array({nullptr, Json::object({{"id", "x"}})})},
         {"extension", Json::array({Json::object({{"url", "http://x.jp/e"}, {"valueString", "x"}})})},
         {"modifierExtension", Json::array({Json::object({{"url", "http://x.jp/e"}})})},
         {"valueString", "x"},
         {"effectiveDateTime", "2026-04-01"},
         {"reference", "Practitioner/none"},
         {"contained", Json::array({Json::object({{"resourceType", "Device"}, {"id", "d"}})})}}};
    const auto& [name, value] = fresh[below(fresh.size(), random)];
    object[name] = value;
}

void collect_scalars(Json& at, std::vector<Json*>& out) {
    if (at.is_string() || at.is_number()) {
        out.push_back(&at);
    } else if (at.is_structured()) {
        for (Json& each : at) {
            collect_scalars(each, out);
        }
    }
}

std::string odd_text(Random& random) {
    constexpr std::array odd{"",
                             " ",
                             "a b",
                             "x ",
                             "2026-13-01",
                             "2026-11-21",
                             "2026-11-21T10:00:00+09:00",
                             "1900",
                             "#x",
                             "Patient/1",
                             "urn:uuid:1",
                             "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                             "http://x.jp/a",
                             "<b>x</b>",
                             "\u0001",
                             "9999999999",
                             "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p onclick=\"x()\">x</p></div>",
                             "<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"Patient/2\">x</a></div>"};
    return odd[below(odd.size(), random)];
}

} // namespace

const packages::Library& library() {
    static const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    static packages::Library all(*r4);
    static const bool is_filled = [] {
        for (const std::string_view name :
             {"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4", "renkei"}) {
            auto image =
                packages::PackageImage::open(fmt::format(RENKEI_BINARY "/share/packages/{}.pack", name));
            EXPECT_TRUE(image) << name << ": build everything";
            if (image) {
                all.add(std::move(*image));
            }
        }
        return true;
    }();
    EXPECT_TRUE(is_filled);
    return all;
}

std::size_t below(std::size_t n, Random& random) { return random() % n; }

std::string type_of(const Json& resource) {
    return resource.is_object() ? resource.value("resourceType", std::string()) : std::string();
}

std::string text_of(const Json& document) {
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Json> documents_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Json> out;
    for (const fs::path& file : files) {
        if (Json json = Json::parse(base::read_file(file).value_or(""), nullptr, false);
            !type_of(json).empty()) {
            out.push_back(std::move(json));
        }
    }
    return out;
}

void mutate(Json& document, Random& random) {
    std::vector<Json*> all;
    collect_containers(document, all);
    Json& container = *all[below(all.size(), random)];
    const auto member =
        std::next(container.begin(), static_cast<std::ptrdiff_t>(below(container.size(), random)));
    if (container.is_object() && member.key() == "resourceType") {
        return;
    }
    enum class Change : std::uint8_t { remove, twice, other_type, breaks, more };
    switch (static_cast<Change>(below(5, random))) {
    case Change::remove: container.erase(member); return;
    case Change::twice:
        if (container.is_array()) {
            container.push_back(Json(*member));
        } else {
            *member = Json::array({*member, *member});
        }
        return;
    case Change::other_type: *member = of_another_type(*member, random); return;
    case Change::breaks: *member = broken(*member, random); return;
    case Change::more:
        if (container.is_object()) {
            add_member(container, random);
        }
        return;
    }
}

void refill(Json& document, Random& random) {
    std::vector<Json*> all;
    collect_scalars(document, all);
    Json& changed = *all[below(all.size(), random)];
    if (changed.is_number()) {
        const std::array others{Json(-1), Json(0), Json(1e300), Json(3.5), Json(2147483648)};
        changed = others[below(others.size(), random)];
        return;
    }
    const Json other = *all[below(all.size(), random)];
    changed = below(2, random) == 0 && other.is_string() ? other : Json(odd_text(random));
}

std::string with_other_free_texts(const std::string& document, Random& random) {
    const json::NameTable names = library().r4().names();
    const SignatureWriter signatures(names);
    json::Parser parser(names);
    json::Tree tree;
    EXPECT_TRUE(parser.parse(document, tree));
    const auto name_of = [&](json::NodeId node) {
        return tree[tree.is_element(node) ? tree.parent(node) : node].name;
    };
    std::map<json::NameId, std::vector<std::string_view>> by_name; // as they are written
    const auto is_free = [&](json::NodeId node) {
        return !tree[node].is_container() && signatures.is_free_text(tree, node);
    };
    for (json::NodeId node = 0; node < tree.size(); ++node) {
        if (is_free(node)) {
            by_name[name_of(node)].push_back(tree.raw(node));
        }
    }
    std::string out;
    std::uint32_t copied = 0;
    for (json::NodeId node = 0; node < tree.size(); ++node) {
        if (!is_free(node)) {
            continue;
        }
        const std::vector<std::string_view>& alike = by_name[name_of(node)];
        out += document.substr(copied, tree[node].begin - copied);
        out += below(100, random) == 0 ? Json(odd_text(random)).dump()
               : below(2, random) == 0 ? std::string(alike[below(alike.size(), random)])
                                       : std::string(tree.raw(node));
        copied = tree[node].end;
    }
    return out + document.substr(copied);
}

void rearrange(Json& bundle, Random& random) {
    if (!bundle.contains("entry") || !bundle["entry"].is_array() || bundle["entry"].empty()) {
        return;
    }
    Json& entries = bundle["entry"];
    const std::size_t one = below(entries.size(), random);
    const std::size_t other = below(entries.size(), random);
    switch (below(3, random)) {
    case 0: std::swap(entries[one], entries[other]); return;
    case 1: entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(one), Json(entries[other])); return;
    default:
        if (entries[other].is_object() && entries[other].contains("resource") && entries[one].is_object()) {
            entries[one]["resource"] = Json(entries[other]["resource"]);
        }
    }
}

} // namespace renkei::validate::test
