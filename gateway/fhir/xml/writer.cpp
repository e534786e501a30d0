#include "gateway/fhir/xml/writer.h"

#include "gateway/fhir/xml/element_writer.h"
#include "gateway/fhir/xml/reader.h"

namespace renkei::xml {

diag::Result<void> write(const json::Tree& tree, json::NodeId resource, const definitions::R4Definitions& r4,
                         std::string& out, diag::Report& report, Layout layout) {
    ElementWriter writer(tree, r4, out, report, layout);
    if (!writer.type_of(resource)) {
        return tl::make_unexpected(writer.no_resource(resource));
    }
    out.reserve(out.size() + tree.input().size() + tree.input().size() / 4);
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    if (layout == Layout::compact) {
        out.push_back('\n'); // each element begins its own line otherwise
    }
    writer.resource(resource, fhir_namespace);
    out.push_back('\n');
    return {};
}

} // namespace renkei::xml
