// FHIR resources in strict YAML: every scalar is text there, what it is in JSON follows from the element's
// type.
#include "gateway/forms/publish/profile_sources.h"
#include "generated/messages/publish.h"

namespace renkei::publish {
namespace {

bool is_bare(definitions::Primitive primitive) { // written without quotes in JSON
    switch (primitive) {
    case definitions::Primitive::boolean:
    case definitions::Primitive::decimal:
    case definitions::Primitive::integer:
    case definitions::Primitive::positiveInt:
    case definitions::Primitive::unsignedInt: return true;
    default: return false;
    }
}

struct Appender {
    const definitions::R4Definitions& r4;
    json::Writer& writer;
    diag::Report& report;

    void object(const yaml::Node& node, definitions::TypeId type) {
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            const std::string& key = node.keys[i];
            if (key == "resourceType") {
                continue;
            }
            const definitions::Element* element = r4.find(type, key);
            if (element == nullptr) {
                report.add(message::publish_no_such_element, node.children[i].where(),
                           {key, std::string(r4.name(type))});
                continue;
            }
            writer.key(key);
            field(node.children[i], *element, key);
        }
    }

    void field(const yaml::Node& node, const definitions::Element& element, const std::string& key) {
        const bool is_list = node.kind == yaml::NodeKind::list;
        if (!element.is_array || !is_list) {
            if (element.is_array || is_list) {
                wrong(node, key, element.is_array ? "list" : "single value");
            }
            single(node, element, key);
            return;
        }
        writer.start_array();
        for (const yaml::Node& each : node.children) {
            single(each, element, key);
        }
        writer.end_array();
    }

    void single(const yaml::Node& node, const definitions::Element& element, const std::string& key) {
        if (element.is_primitive != (node.kind == yaml::NodeKind::scalar)) {
            wrong(node, key, r4.name(element.type));
            writer.null();
            return;
        }
        if (!element.is_primitive) {
            writer.start_object();
            object(node, element.type);
            writer.end_object();
        } else if (is_bare(r4.primitive(element.type))) {
            writer.raw(node.text);
        } else {
            writer.string(node.text);
        }
    }

    void wrong(const yaml::Node& node, const std::string& key, std::string_view expected) {
        constexpr std::string_view kinds[] = {"text", "list", "map"};
        report.add(message::publish_shape, node.where(),
                   {key, std::string(expected), std::string(kinds[static_cast<std::size_t>(node.kind)])});
    }
};

} // namespace

void append_fhir(const yaml::Node& node, definitions::TypeId type, const definitions::R4Definitions& r4,
                 json::Writer& writer, diag::Report& report) {
    Appender{r4, writer, report}.object(node, type);
}

} // namespace renkei::publish
