#include "gateway/fhir/xml/nodes.h"

#include "gateway/core/json/place.h"

#include <algorithm>

namespace renkei::xml {

std::string fhirpath(const Nodes& nodes, NodeId node) {
    std::vector<NodeId> steps;
    for (NodeId at = node; at != no_node; at = nodes[at].parent) {
        steps.push_back(at);
    }
    std::string out;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const Node& it = nodes[*step];
        if (it.part == NodeKind::resource && it.parent != no_node) {
            continue; // the element that holds it has been named
        }
        out.append(out.empty() ? "" : ".").append(name_of(it));
        if (it.is_indexed) {
            out.append("[").append(std::to_string(it.index)).append("]");
        }
    }
    return out;
}

void report(Nodes& nodes, std::string_view input, diag::Report& report) {
    if (nodes.remarks.empty()) {
        return;
    }
    const json::Positions positions(input);
    std::ranges::stable_sort(nodes.remarks, {}, &NodeFinding::offset);
    for (NodeFinding& remark : nodes.remarks) {
        const json::Position place = positions.at(remark.offset);
        report.add(remark.message,
                   {.offset = remark.offset,
                    .line = place.line,
                    .column = place.column,
                    .path = fhirpath(nodes, remark.node)},
                   std::move(remark.args));
    }
    for (const diag::Message message : nodes.unplaced) {
        report.add(message, {});
    }
}

} // namespace renkei::xml
