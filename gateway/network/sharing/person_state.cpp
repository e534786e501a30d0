#include "gateway/network/sharing/person_state.h"

#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_state_members(RecordReader& in, PersonState& out) {
    in.need("insurer", "000000");
    out.insurer = in.insurer("insurer").value_or("");
    out.moved_in = in.instant("moved_in");
    out.died = in.instant("died");
    out.hidden = in.word<Hidden>("hidden").value_or(out.hidden);
    out.care_level = in.word<CareLevel>("level").value_or(out.care_level);
}

} // namespace

std::string to_json(const PersonState& state) {
    std::string text;
    RecordWriter(text)
        .member("insurer", state.insurer)
        .instant("moved_in", state.moved_in)
        .instant("died", state.died)
        .member("hidden", state.hidden)
        .member("level", state.care_level)
        .end();
    return text;
}

diag::Result<PersonState> read_person_state(std::string_view json) {
    return read_record("person_state", json, PersonState(), read_state_members);
}

} // namespace renkei::sharing
