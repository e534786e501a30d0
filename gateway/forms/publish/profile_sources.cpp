#include "gateway/forms/publish/profile_sources.h"

#include "gateway/core/base/file.h"
#include "gateway/fhir/profiles/element_id.h"
#include "gateway/fhir/profiles/structure.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/mapping/load/edit_yaml.h"
#include "generated/messages/publish.h"

#include <algorithm>
#include <array>

namespace renkei::publish {
namespace {

constexpr std::string_view part = "Extension.extension:";

yaml::Node scalar(const yaml::Node& like, std::string text) {
    return mapping::node_like(like, yaml::NodeKind::scalar, std::move(text));
}

// Adds a member with the value that all definitions have, unless the file gives one.
void put_default(yaml::Node& map, const std::string& key, std::string text) {
    if (map.get(key) == nullptr) {
        mapping::put(map, key, scalar(map, std::move(text)));
    }
}

yaml::Node element(const yaml::Node& like, std::string id) {
    yaml::Node out = mapping::node_like(like, yaml::NodeKind::map);
    mapping::put(out, "id", scalar(like, std::move(id)));
    return out;
}

// The name of the slice an id ends in; empty: it is none.
std::string_view slice_of(std::string_view id) {
    const std::string_view step = id.substr(id.rfind('.') + 1);
    const std::size_t colon = step.find(':');
    return colon == std::string_view::npos ? std::string_view() : step.substr(colon + 1);
}

// An element says its id; the path and the name of the slice follow.
void complete_element(yaml::Node& node) {
    const std::string id(node.text_of("id"));
    put_default(node, "path", profiles::path_of_id(id));
    if (const std::string_view slice = slice_of(id); !slice.empty()) {
        put_default(node, "sliceName", std::string(slice));
    }
}

// The url of an extension, and of each of its parts, stands before its value.
void put_urls(std::vector<yaml::Node>& elements, const yaml::Node& like, const std::string& url) {
    std::vector<yaml::Node> out;
    for (yaml::Node& each : elements) {
        const std::string id(each.text_of("id"));
        const bool is_value = id.ends_with(".value[x]");
        const std::string parent = is_value ? id.substr(0, id.rfind('.')) : "";
        if (is_value && (parent == "Extension" || parent.starts_with(part))) {
            yaml::Node fixed = element(like, parent + ".url");
            mapping::put(fixed, "fixedUri",
                         scalar(like, parent == "Extension" ? url : std::string(slice_of(parent))));
            out.push_back(std::move(fixed));
        }
        out.push_back(std::move(each));
    }
    elements = std::move(out);
}

void complete_differential(yaml::Node& root, const std::string& type, const std::string& url) {
    if (root.get("differential") == nullptr) {
        yaml::Node differential = mapping::node_like(root, yaml::NodeKind::map);
        mapping::put(differential, "element", mapping::node_like(root, yaml::NodeKind::list));
        mapping::put(root, "differential", std::move(differential));
    }
    const auto at = std::ranges::find(root.keys, "differential") - root.keys.begin();
    yaml::Node& differential = root.children[static_cast<std::size_t>(at)];
    if (differential.children.empty()) {
        return; // the reader reports the missing element
    }
    std::vector<yaml::Node>& elements = differential.children.front().children;
    if (elements.empty() || elements.front().text_of("id") != type) {
        yaml::Node head = element(root, type);
        mapping::put(head, "short", scalar(root, std::string(root.text_of("title"))));
        mapping::put(head, "definition", scalar(root, std::string(root.text_of("description"))));
        elements.insert(elements.begin(), std::move(head));
    }
    if (type == "Extension") {
        put_urls(elements, root, url);
    }
    for (yaml::Node& each : elements) {
        complete_element(each);
    }
}

void complete_structure(yaml::Node& root, const definitions::R4Definitions& r4, const std::string& url) {
    const std::string type(root.text_of("type"));
    put_default(root, "fhirVersion", "4.0.1");
    put_default(root, "kind",
                r4.kind(r4.type(type)) == definitions::TypeKind::resource ? "resource" : "complex-type");
    put_default(root, "abstract", "false");
    put_default(root, "baseDefinition", std::string(profiles::core_definitions) + type);
    put_default(root, "derivation", "constraint");
    complete_differential(root, type, url);
}

// Elements that only some types have.
struct Rarity {
    std::string_view type;
    std::string_view element;
};
constexpr std::array<Rarity, 4> lacking{{{"NamingSystem", "url"},
                                         {"NamingSystem", "version"},
                                         {"NamingSystem", "title"},
                                         {"NamingSystem", "experimental"}}};

void complete(yaml::Node& root, const std::string& id, const PackageMetadata& head,
              const definitions::R4Definitions& r4) {
    const std::string type(root.text_of("resourceType"));
    const std::string url = url_of(head, type, id);
    const std::pair<std::string, std::string> defaults[] = {
        {"id", id},           {"url", url},        {"version", head.version},     {"name", machine_name(id)},
        {"status", "active"}, {"date", head.date}, {"publisher", head.publisher}, {"experimental", "false"}};
    for (const auto& [key, text] : defaults) {
        const bool lacks = std::ranges::any_of(
            lacking, [&](const Rarity& row) { return row.type == type && row.element == key; });
        if (!lacks) {
            put_default(root, key, text);
        }
    }
    if (type == "CapabilityStatement") {
        put_default(root, "fhirVersion", "4.0.1");
    }
    if (type == "StructureDefinition") {
        complete_structure(root, r4, url);
    }
}

void read_one(const fs::path& file, const PackageMetadata& head, const yaml::Prefixes& prefixes,
              const definitions::R4Definitions& r4, ResourceSet& out, diag::Report& report) {
    yaml::Files files;
    const auto bytes = base::read_file(file);
    auto root =
        bytes ? yaml::read(*bytes, file.string(), files, prefixes) : tl::make_unexpected(bytes.error());
    if (!root) {
        report.add(root.error());
        return;
    }
    const std::string type(root->text_of("resourceType"));
    const definitions::TypeId type_id = r4.type(type);
    if (!type_id || r4.kind(type_id) != definitions::TypeKind::resource) {
        report.add(message::publish_no_such_element, root->where(), {"resourceType", type});
        return;
    }
    complete(*root, file.stem().string(), head, r4);
    PackageResource resource{.type = type,
                             .id = std::string(root->text_of("id")),
                             .title = std::string(root->text_of("title", root->text_of("description"))),
                             .json = {},
                             .kind = std::string(type == "StructureDefinition" ? root->text_of("kind") : ""),
                             .about =
                                 std::string(type == "StructureDefinition" ? root->text_of("type") : "")};
    json::Writer writer(resource.json);
    writer.start_object().member("resourceType", type);
    append_fhir(*root, type_id, r4, writer, report);
    writer.end_object();
    const std::string name = type + "/" + resource.id;
    if (!out.add(std::move(resource))) {
        report.add(message::publish_twice, root->where(), {name});
    }
}

} // namespace

diag::Result<yaml::Prefixes> read_prefixes(const fs::path& mappings) {
    const fs::path file = form::shared_file(mappings, "shared/prefixes.yaml");
    TRY(const std::string bytes, base::read_file(file));
    yaml::Files files;
    TRY(const yaml::Node root, yaml::read(bytes, file.string(), files, {}));
    yaml::Prefixes out;
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
        out.emplace(root.keys[i], root.children[i].text);
    }
    return out;
}

diag::Result<PackageMetadata> read_package_metadata(const fs::path& profiles,
                                                    const yaml::Prefixes& prefixes) {
    const fs::path file = profiles / "package.yaml";
    TRY(const std::string bytes, base::read_file(file));
    yaml::Files files;
    TRY(const yaml::Node root, yaml::read(bytes, file.string(), files, prefixes));
    PackageMetadata out;
    const std::pair<std::string_view, std::string*> wanted[] = {{"name", &out.name},
                                                                {"version", &out.version},
                                                                {"date", &out.date},
                                                                {"title", &out.title},
                                                                {"publisher", &out.publisher},
                                                                {"license", &out.license},
                                                                {"description", &out.description}};
    for (const auto& [key, to] : wanted) {
        *to = root.text_of(key);
        if (to->empty()) {
            return diag::fail(message::publish_no_head, root.where(), {key});
        }
    }
    if (const yaml::Node* dependencies = root.get("dependencies")) {
        for (std::size_t i = 0; i < dependencies->keys.size(); ++i) {
            out.dependencies.emplace_back(dependencies->keys[i], dependencies->children[i].text);
        }
    }
    const auto base = prefixes.find("kg");
    if (base == prefixes.end()) {
        return diag::fail(message::publish_no_head, root.where(), {"kg"});
    }
    out.base = base->second;
    return out;
}

void read_profile_sources(const fs::path& profiles, const PackageMetadata& head,
                          const yaml::Prefixes& prefixes, const definitions::R4Definitions& r4,
                          ResourceSet& out, diag::Report& report) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator at(profiles, error), end; !error && at != end;
         at.increment(error)) {
        if (at->path().extension() == ".yaml" && at->path().filename() != "package.yaml") {
            files.push_back(at->path());
        }
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        read_one(file, head, prefixes, r4, out, report);
    }
}

} // namespace renkei::publish
