#include "tests/laws/edits.h"

#include <map>

namespace renkei::laws {
namespace {

constexpr std::string_view urn = "urn:uuid:";

Json* resource_of(Json& entry) { return entry.find("resource"); }

template <class Row>
void mix(std::vector<Row>& rows, std::size_t from, Random& random) {
    for (std::size_t i = rows.size(); i > from + 1; --i) {
        std::swap(rows[i - 1], rows[from + random.below(i - from)]);
    }
}

void mix_keys(Json& json, Random& random) {
    mix(json.fields, 0, random);
    for (auto& [key, value] : json.fields) {
        mix_keys(value, random);
    }
    for (Json& element : json.elements) {
        mix_keys(element, random);
    }
}

void replace_references(Json& json, const std::map<std::string, std::string, std::less<>>& names) {
    for (auto& [key, value] : json.fields) {
        const auto named = key == "reference" ? names.find(value.text) : names.end();
        if (named != names.end()) {
            value.text = named->second;
        }
        replace_references(value, names);
    }
    for (Json& element : json.elements) {
        replace_references(element, names);
    }
}

// Objects that may take an extension or a coding, with their paths.
struct Place {
    std::string path;
    Json* object;
};
void objects(Json& json, const std::string& path, bool in_extension, std::vector<Place>& out) {
    if (json.kind == Json::Kind::object && !in_extension) {
        out.push_back({path, &json});
    }
    for (auto& [key, value] : json.fields) {
        objects(value, path + "." + key.substr(key.starts_with('_') ? 1 : 0),
                in_extension || key == "extension" || key.starts_with('_'), out);
    }
    for (std::size_t i = 0; i < json.elements.size(); ++i) {
        objects(json.elements[i], path + "[" + std::to_string(i) + "]", in_extension, out);
    }
}

void add_paths(Json& grafted, const std::string& path, std::set<std::string>& out) {
    for (const Leaf& leaf : leaves(grafted, path)) {
        out.insert(leaf.path);
    }
}

Json foreign_coding() {
    Json out;
    out.add("system", Json::string("urn:test:foreign"));
    out.add("code", Json::string("f-1"));
    out.add("version", Json::string("1")); // words are read where it has the only ones
    return out;
}

void graft_extension(Json& bundle, Random& random, std::set<std::string>& out) {
    std::vector<Place> places;
    Json& entries = *bundle.find("entry");
    const std::size_t entry = random.below(entries.elements.size());
    objects(*resource_of(entries.elements[entry]), "Bundle.entry[" + std::to_string(entry) + "].resource",
            false, places);
    const Place& place = random.pick(places);
    Json* extensions = place.object->find("extension");
    Json& all = extensions != nullptr ? *extensions : place.object->add("extension", Json::array());
    Json& added = all.elements.emplace_back();
    added.add("url", Json::string("urn:test:extension"));
    added.add("valueString", Json::string("余分な内容"));
    add_paths(added, place.path + ".extension[" + std::to_string(all.elements.size() - 1) + "]", out);
}

void graft_coding(Json& bundle, Random& random, std::set<std::string>& out) {
    std::vector<Place> places;
    Json& entries = *bundle.find("entry");
    // a Composition's own codings choose the form
    for (std::size_t i = 1; i < entries.elements.size(); ++i) {
        objects(*resource_of(entries.elements[i]), "Bundle.entry[" + std::to_string(i) + "].resource", false,
                places);
    }
    std::erase_if(places, [](const Place& place) { return place.object->find("coding") == nullptr; });
    if (places.empty()) {
        return;
    }
    const Place& place = random.pick(places);
    Json& all = *place.object->find("coding");
    all.elements.push_back(foreign_coding());
    add_paths(all.elements.back(), place.path + ".coding[" + std::to_string(all.elements.size() - 1) + "]",
              out);
}

void graft_resource(Json& bundle, std::set<std::string>& out) {
    Json& entries = *bundle.find("entry");
    Json& added = entries.elements.emplace_back();
    added.add("fullUrl", Json::string("urn:uuid:00000000-0000-4000-8000-000000000001"));
    Json& resource = added.add("resource", {});
    resource.add("resourceType", Json::string("AllergyIntolerance"));
    resource.add("id", Json::string("foreign-1"));
    resource.add("code", {}).add("coding", Json::array()).elements.push_back(foreign_coding());
    add_paths(added, "Bundle.entry[" + std::to_string(entries.elements.size() - 1) + "]", out);
}

} // namespace

void shuffle(Json& bundle, Random& random) {
    // of a collection the order is that of its rows
    std::vector<Json>& entries = bundle.find("entry")->elements;
    if (resource_of(entries.front())->text_of("resourceType") == "Composition") {
        mix(entries, 1, random);
    }
    mix_keys(bundle, random);
}

void rename(Json& bundle, Naming naming) {
    std::map<std::string, std::string, std::less<>> names;
    int number = 0;
    for (Json& entry : bundle.find("entry")->elements) {
        Json& resource = *resource_of(entry);
        Json& url = *entry.find("fullUrl");
        const std::string id = "n" + std::to_string(++number);
        const std::string relative = std::string(resource.text_of("resourceType")) + "/" + id;
        names[url.text] = naming == Naming::urn ? std::string(urn) + id : relative;
        url.text = naming == Naming::urn ? std::string(urn) + id : "https://partner.example/fhir/" + relative;
        resource.find("id")->text = id;
    }
    replace_references(bundle, names);
}

std::set<std::string> graft(Json& bundle, Random& random) {
    std::set<std::string> out;
    const int times = random.between(1, 3);
    for (int i = 0; i < times; ++i) {
        if (random.chance(60)) {
            graft_extension(bundle, random, out);
        } else {
            graft_coding(bundle, random, out);
        }
    }
    if (random.chance(50)) {
        graft_resource(bundle, out);
    }
    return out;
}

void alter(Leaf& leaf) {
    Json& value = *leaf.value;
    if (value.kind == Json::Kind::string) {
        value.text += 'x';
        return;
    }
    value.text = value.text == "true"    ? "false"
                 : value.text == "false" ? "true"
                 : value.text == "7"     ? "8"
                                         : "7";
}

std::string damage(Json& bundle, Random& random) {
    std::string done;
    const int times = random.between(1, 4);
    for (int i = 0; i < times; ++i) {
        std::vector<Leaf> all = leaves(bundle, "Bundle");
        Leaf& leaf = all[random.below(all.size())];
        switch (random.below(4)) {
        case 0:
            done += "altered " + leaf.path + "\n";
            alter(leaf);
            break;
        case 1: {
            const Leaf& other = random.pick(all);
            done += leaf.path + " became " + other.value->text + "\n";
            const Json copy = *other.value;
            *leaf.value = copy;
            break;
        }
        default: done += "removed " + leaf.path + "\n"; remove(bundle, leaf.value);
        }
    }
    return done;
}

} // namespace renkei::laws
