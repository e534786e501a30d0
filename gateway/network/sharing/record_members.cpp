#include "gateway/network/sharing/record_members.h"

namespace renkei::sharing {
namespace {

template <class Record>
std::string written(const Record& record) {
    std::string out;
    json::Writer writer(out);
    write_members(writer, record);
    return out;
}
// `kind`: a code of kind "record" in messages/words.def.
template <class Record>
diag::Result<Record> read(std::string_view kind, std::string_view json) {
    return read_record(kind, json, Record(), read_members<Record>);
}

} // namespace

std::string to_json(const Consent& it) { return written(it); }
std::string to_json(const Registration& it) { return written(it); }
std::string to_json(const OpinionRequest& it) { return written(it); }
std::string to_json(const Certification& it) { return written(it); }
std::string to_json(const StatedRelation& it) { return written(it); }
std::string to_json(const PersonState& it) { return written(it); }
std::string to_json(const Insurer& it) { return written(it); }

diag::Result<Consent> read_consent(std::string_view json) { return read<Consent>("consent", json); }
diag::Result<Registration> read_registration(std::string_view json) {
    return read<Registration>("registration", json);
}
diag::Result<OpinionRequest> read_opinion_request(std::string_view json) {
    return read<OpinionRequest>("opinion_request", json);
}
diag::Result<Certification> read_certification(std::string_view json) {
    return read<Certification>("certification", json);
}
diag::Result<StatedRelation> read_stated_relation(std::string_view json) {
    return read<StatedRelation>("stated_relation", json);
}
diag::Result<PersonState> read_person_state(std::string_view json) {
    return read<PersonState>("person_state", json);
}
diag::Result<Insurer> read_insurer(std::string_view json) { return read<Insurer>("insurer", json); }
diag::Result<InsurerSettings> read_insurer_settings(std::string_view json) {
    return read<InsurerSettings>("insurer", json);
}

} // namespace renkei::sharing
