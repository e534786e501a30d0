#include "gateway/network/sharing/opinion_request.h"

#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_request_members(RecordReader& in, OpinionRequest& out) {
    in.need("id", "\"…\"");
    in.need("insurer", "000000");
    in.need("institution", policy::number_forms);
    in.need("sent", "YYYY-MM-DD");
    out.id = in.text("id");
    out.insurer = in.insurer("insurer").value_or("");
    out.institution = in.number("institution").value_or(policy::Number());
    out.sent = in.day("sent").value_or(time::Date());
    out.decided = in.day("decided");
    out.closed = in.day("closed");
}

} // namespace

std::string to_json(const OpinionRequest& request) {
    std::string text;
    RecordWriter(text)
        .member("id", request.id)
        .member("insurer", request.insurer)
        .member("institution", request.institution)
        .member("sent", request.sent)
        .member("decided", request.decided)
        .member("closed", request.closed)
        .end();
    return text;
}

diag::Result<OpinionRequest> read_opinion_request(std::string_view json) {
    return read_record("opinion_request", json, OpinionRequest(), read_request_members);
}

} // namespace renkei::sharing
