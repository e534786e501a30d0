#include "gateway/fhir/terminology/check.h"
#include "gateway/fhir/terminology/json_text.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

constexpr int max_map_depth = 16;
constexpr std::string_view unmatched = "unmatched"; // R4: there is no target for this source

bool is_system(std::string_view of_map, std::string_view asked) {
    return asked.empty() || packages::canonical(of_map).url == asked;
}

class Translator {
public:
    Translator(CompiledTables& store, const Coding& coding, std::string_view other_system)
        : compiled_(store),
          coding_(coding),
          other_system_(other_system) {}

    Translation take() && { return std::move(out_); }

    void forward(const packages::Resource& map) {
        const json::Tree& tree = map.tree;
        for (const json::NodeId group : items(tree, json::Tree::root, "group")) {
            const std::string_view target = packages::canonical(text_of(tree, group, "target")).url;
            if (is_system(text_of(tree, group, "source"), coding_.system) &&
                is_system(target, other_system_)) {
                forward(map, group, target);
            }
        }
    }

    void back(const packages::Resource& map) {
        const json::Tree& tree = map.tree;
        for (const json::NodeId group : items(tree, json::Tree::root, "group")) {
            const std::string_view source = packages::canonical(text_of(tree, group, "source")).url;
            if (!is_system(text_of(tree, group, "target"), coding_.system) ||
                !is_system(source, other_system_)) {
                continue;
            }
            note_map();
            for (const json::NodeId element : items(tree, group, "element")) {
                for (const json::NodeId target : items(tree, element, "target")) {
                    const std::string_view equivalence = text_of(tree, target, "equivalence");
                    if (text_of(tree, target, "code") == coding_.code && equivalence != unmatched) {
                        add(map, equivalence, coding_of(tree, element, source));
                    }
                }
            }
        }
    }

private:
    // Notes that a map covers this system, so that a code which the map does not name has no counterpart.
    void note_map() { out_.found = out_.found == Tristate::unknown ? Tristate::no : out_.found; }

    static Coding coding_of(const json::Tree& tree, json::NodeId node, std::string_view system) {
        return {
            .system = system, .code = text_of(tree, node, "code"), .display = text_of(tree, node, "display")};
    }
    void add(const packages::Resource& map, std::string_view equivalence, const Coding& target) {
        if (target.code.empty()) {
            return;
        }
        out_.found = Tristate::yes;
        out_.matches.push_back({equivalence, target, map.url});
    }

    void forward(const packages::Resource& map, json::NodeId group, std::string_view target_system) {
        const json::Tree& tree = map.tree;
        note_map();
        for (const json::NodeId element : items(tree, group, "element")) {
            if (text_of(tree, element, "code") != coding_.code) {
                continue;
            }
            for (const json::NodeId target : items(tree, element, "target")) {
                if (const auto how = text_of(tree, target, "equivalence"); how != unmatched) {
                    add(map, how, coding_of(tree, target, target_system));
                }
            }
            return;
        }
        const json::NodeId rule = tree.child(group, "unmapped");
        if (rule != json::no_node) {
            unmapped(map, rule, target_system);
        }
    }

    void unmapped(const packages::Resource& map, json::NodeId rule, std::string_view target_system) {
        const json::Tree& tree = map.tree;
        const std::string_view mode = text_of(tree, rule, "mode");
        if (mode == "provided") {
            add(map, "equivalent",
                {.system = target_system, .code = coding_.code, .display = coding_.display});
        } else if (mode == "fixed") {
            add(map, "relatedto", coding_of(tree, rule, target_system));
        } else if (mode == "other-map" && maps_left_ > 0) {
            --maps_left_;
            const packages::Resource* other =
                compiled_.library().find("ConceptMap", text_of(tree, rule, "url"));
            if (other != nullptr) {
                forward(*other);
            } else {
                out_.found = out_.matches.empty() ? Tristate::unknown : out_.found;
            }
        }
    }

    CompiledTables& compiled_;
    const Coding& coding_;
    std::string_view other_system_;
    Translation out_;
    int maps_left_ = max_map_depth;
};

} // namespace

Translation translate(CompiledTables& store, const Coding& coding, std::string_view concept_map,
                      std::string_view other_system, MappingDirection way) {
    Translator translator(store, coding, other_system);
    const auto use = [&](const packages::Resource* map) {
        if (map != nullptr) {
            way == MappingDirection::forward ? translator.forward(*map) : translator.back(*map);
        }
    };
    const packages::Library& library = store.library();
    if (!concept_map.empty()) {
        use(library.find("ConceptMap", concept_map));
    } else {
        library.each("ConceptMap", [&](const packages::PackageImage& image,
                                       const packages::ResourceRow& row) { use(library.read(image, row)); });
    }
    return std::move(translator).take();
}

} // namespace renkei::terminology
