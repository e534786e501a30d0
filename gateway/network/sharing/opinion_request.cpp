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
    out.reference = in.text("reference");
    out.sent = in.day("sent").value_or(time::Date());
    out.due = in.day("due");
    in.object("received", [&](RecordReader& inner) {
        inner.need("day", "YYYY-MM-DD");
        inner.need("way", one_of<OpinionWay>);
        out.received = {.day = inner.day("day").value_or(time::Date()),
                        .way = inner.word<OpinionWay>("way").value_or(OpinionWay::paper),
                        .doctor_agrees = inner.boolean("doctor_agrees", false)};
    });
    out.decided = in.day("decided");
    out.delivered = in.day("delivered");
    out.closed = in.day("closed");
}

} // namespace

std::string to_json(const OpinionRequest& request) {
    std::string text;
    RecordWriter out(text);
    out.member("id", request.id).member("insurer", request.insurer);
    out.member("institution", request.institution).member("reference", request.reference);
    out.member("sent", request.sent).member("due", request.due);
    if (request.received) {
        out.start("received").member("day", request.received->day).member("way", request.received->way);
        out.member("doctor_agrees", request.received->doctor_agrees).end();
    }
    out.member("decided", request.decided).member("delivered", request.delivered);
    out.member("closed", request.closed).end();
    return text;
}

diag::Result<OpinionRequest> read_opinion_request(std::string_view json) {
    return read_record("opinion_request", json, OpinionRequest(), read_request_members);
}

} // namespace renkei::sharing
