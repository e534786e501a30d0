#include "gateway/network/sharing/stated_relation.h"

#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_relation_members(RecordReader& in, StatedRelation& out) {
    in.need("id", "\"…\"");
    in.need("insurer", "000000");
    in.need("organisation", policy::number_forms);
    in.need("kind", one_of<RelationKind>);
    in.need("from", "YYYY-MM-DD");
    out.id = in.text("id");
    out.insurer = in.insurer("insurer").value_or("");
    out.organisation = in.number("organisation").value_or(policy::Number());
    out.kind = in.word<RelationKind>("kind").value_or(out.kind);
    out.from = in.day("from").value_or(time::Date());
    out.until = in.day("until");
}

} // namespace

std::string to_json(const StatedRelation& relation) {
    std::string text;
    RecordWriter(text)
        .member("id", relation.id)
        .member("insurer", relation.insurer)
        .member("organisation", relation.organisation)
        .member("kind", relation.kind)
        .member("from", relation.from)
        .member("until", relation.until)
        .end();
    return text;
}

diag::Result<StatedRelation> read_stated_relation(std::string_view json) {
    return read_record("stated_relation", json, StatedRelation(), read_relation_members);
}

} // namespace renkei::sharing
