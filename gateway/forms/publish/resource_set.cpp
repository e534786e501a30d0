#include "gateway/forms/publish/resource_set.h"

#include "gateway/core/base/characters.h"

#include <nlohmann/json.hpp>

namespace renkei::publish {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

} // namespace

bool ResourceSet::add(PackageResource resource) {
    std::pair<std::string, std::string> key{resource.type, resource.id};
    return all_.try_emplace(std::move(key), std::move(resource)).second;
}

const PackageResource* ResourceSet::find(std::string_view type, std::string_view id) const {
    const auto found = all_.find({std::string(type), std::string(id)});
    return found == all_.end() ? nullptr : &found->second;
}

json::Document definition_head(const PackageMetadata& head, std::string_view type, std::string_view id,
                               std::string_view title, std::string_view description) {
    return {{"resourceType", type},
            {"id", id},
            {"language", "ja"},
            {"url", url_of(head, type, id)},
            {"version", head.version},
            {"name", machine_name(id)},
            {"title", title},
            {"status", "active"},
            {"experimental", false},
            {"date", head.date},
            {"publisher", head.publisher},
            {"description", description.empty() ? title : description}};
}

PackageResource package_resource(const json::Document& document, std::string_view title) {
    return {.type = json::text_member(document, "resourceType"),
            .id = json::text_member(document, "id"),
            .title = std::string(title),
            .json = json::write_document(document)};
}

std::string url_of(const PackageMetadata& head, std::string_view type, std::string_view id) {
    return head.base + std::string(type) + "/" + std::string(id);
}

std::string slug(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (base::is_alphanumeric(c)) {
            out += base::lower(c);
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    return out;
}

std::string machine_name(std::string_view id) {
    std::string out;
    bool is_first = true;
    for (const char c : id) {
        if (base::is_alphanumeric(c)) {
            out += is_first ? upper(c) : c;
        }
        is_first = !base::is_alphanumeric(c);
    }
    return out;
}

std::string_view last_segment(std::string_view url) {
    while (url.ends_with('/')) {
        url.remove_suffix(1);
    }
    return url.substr(url.rfind('/') + 1);
}

} // namespace renkei::publish
