#include "gateway/validate/outgoing.h"

#include "gateway/validate/narrative.h"

namespace renkei::validate {
namespace {

// Along the types of R4, which tell a URL from another text.
class Collector {
public:
    Collector(const Document& document, const UseAddress& use)
        : document_(document)
        , defs_(document.defs())
        , tree_(document.tree())
        , reference_(defs_.type("Reference"))
        , use_(use) {}

    void object(json::NodeId node, defs::TypeId type) {
        if (type && defs_.kind(type) == defs::Kind::resource) {
            type = document_.type_of(node);
        }
        if (!type) {
            return;
        }
        if (type == reference_) {
            const json::NameId name = document_.names().reference;
            add(document_.child(node, name), document_.text(node, name));
        }
        for (const json::NodeId member : tree_.children(node)) {
            const json::NameId name = tree_[member].name;
            const defs::Element* element = name == json::no_name ? nullptr : defs_.find(type, defs_.plain(name));
            if (element != nullptr) {
                value(member, *element);
            }
        }
    }

private:
    void value(json::NodeId node, const defs::Element& element) {
        if (tree_[node].is_array()) {
            for (const json::NodeId item : tree_.children(node)) {
                value(item, element);
            }
        } else if (tree_[node].is_object()) {
            object(node, element.is_primitive ? defs_.type("Element") : element.type);
        } else if (tree_[node].is_string()) {
            primitive(node, defs_.primitive(element.type));
        }
    }

    void primitive(json::NodeId node, defs::Primitive type) {
        using defs::Primitive;
        if (type == Primitive::uri || type == Primitive::url || type == Primitive::canonical) {
            add(node, tree_.text(node));
        } else if (type == Primitive::xhtml && may_have_links(tree_.text(node))) {
            for (const NarrativeLink& link : read_narrative(tree_.text(node)).links) {
                add(node, link.address);
            }
        }
    }

    void add(json::NodeId at, std::string_view address) {
        if (!address.empty() && address.front() != '#') {
            use_(at, address);
        }
    }

    const Document& document_;
    const defs::Defs& defs_;
    const json::Tree& tree_;
    defs::TypeId reference_;
    const UseAddress& use_;
};

} // namespace

void each_outgoing(const Document& document, json::NodeId resource, const UseAddress& use) {
    Collector(document, use).object(resource, document.type_of(resource));
}

} // namespace renkei::validate
