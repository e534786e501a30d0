// Relations of a provided document to others. A replacement is carried out; no other relation is kept, and
// the response says so, as IHE MHD requires (ITI-65, table 2:3.65.4.1.3-1).
#pragma once

#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/provide/provide_rules.h"
#include "gateway/network/mhd/provide/provided.h"

#include <functional>
#include <string_view>

namespace renkei::mhd {

// A DocumentReference of this gateway that a new one replaces.
struct Replacement {
    json::NodeId relation;
    std::string_view target; // as it is written; the tree owns it
    TypedId old;
};
bool is_whole_document(const TypedId& id);
// Reports that the target is not the id of a document of this gateway; ids of other servers are not either.
void refuse_target(const json::Tree& tree, const Replacement& replacement, RequestFindings& issues);

// False if the target may not be replaced so; then the reason has been reported.
using ReplacementTest = std::function<bool(const Replacement& replacement)>;
// What a DocumentReference says of its relations: a document that it replaces; for the others a finding at
// `place` that they are not kept.
void read_relations(const json::Tree& tree, json::NodeId reference, std::string_view place,
                    const ReplacementTest& may_replace, ProvidedDocument& out, RequestFindings& issues);

} // namespace renkei::mhd
