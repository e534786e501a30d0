// Another order of entries and keys, other ids: all of it is free in FHIR. The seed is fixed, so that the kit
// is the same wherever it is made.
#include "gateway/forms/conform/kit/bundle_edits.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::conform {
namespace {

using NewNames = std::map<std::string, std::string, std::less<>>; // fullUrl → reference

struct Shuffle {
    std::mt19937_64 engine{seed};

    // The rows before `from` keep their place.
    template <class Rows>
    void rows(Rows& rows, std::size_t from) {
        for (std::size_t i = rows.size(); i > from + 1; --i) {
            std::swap(rows[i - 1], rows[from + engine() % (i - from)]);
        }
    }

    void keys(json::Document& value) {
        if (value.is_object()) {
            std::vector<std::pair<std::string, json::Document>> members;
            for (auto& [key, member] : value.items()) {
                members.emplace_back(key, std::move(member));
            }
            rows(members, 0);
            value = json::Document::object();
            for (auto& [key, member] : members) {
                value[key] = std::move(member);
            }
        }
        if (value.is_structured()) {
            for (json::Document& child : value) {
                keys(child);
            }
        }
    }

    static constexpr std::uint64_t seed = 2;
};

// "10d25f17" of "urn:uuid:10d25f17-…": an id names one resource, also across documents.
std::string mark_of(const json::Document& composition) {
    constexpr std::string_view scheme = "urn:uuid:";
    constexpr std::size_t first_digits = 8;
    const std::string url = json::text_member(composition, "fullUrl");
    return url.starts_with(scheme) ? url.substr(scheme.size(), first_digits) : url;
}

NewNames rename_entries(json::Document& entries) {
    NewNames out;
    int number = 0;
    const std::string mark = mark_of(entries[0]);
    for (json::Document& entry : entries) {
        const std::string id = fmt::format("n{}-{}", ++number, mark);
        const std::string relative = json::text_member(entry["resource"], "resourceType") + "/" + id;
        out[json::text_member(entry, "fullUrl")] = relative;
        entry["fullUrl"] = "https://partner.example/fhir/" + relative;
        entry["resource"]["id"] = id;
    }
    return out;
}

void replace_references(json::Document& value, const NewNames& names) {
    if (!value.is_structured()) {
        return;
    }
    const auto named = names.find(json::text_member(value, "reference"));
    if (named != names.end()) {
        value["reference"] = named->second;
    }
    for (json::Document& child : value) {
        replace_references(child, names);
    }
}

} // namespace

void edit_order(json::Document& bundle, const catalogue::Catalogue&) {
    Shuffle shuffle;
    shuffle.rows(bundle["entry"], 1); // the Composition stays the first (R4 bdl-11)
    shuffle.keys(bundle);
    replace_references(bundle, rename_entries(bundle["entry"]));
}

} // namespace renkei::conform
