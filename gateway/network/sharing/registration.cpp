#include "gateway/network/sharing/registration.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_registration_members(RecordReader& in, Registration& out) {
    in.need("id", "\"…\"");
    in.need("insurer", "000000");
    in.need("office", policy::number_forms);
    in.need("from", "YYYY-MM-DD");
    out.id = in.text("id");
    out.insurer = in.insurer("insurer").value_or("");
    out.office = in.number("office").value_or(policy::Number());
    out.service_type = in.text("service_type");
    in.object("identity", [&](RecordReader& inner) {
        inner.need("method", one_of<IdentityMethod>);
        inner.need("at", "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD");
        out.identity = {.method = inner.word<IdentityMethod>("method").value_or(IdentityMethod::card),
                        .at = inner.instant("at").value_or(0),
                        .user = inner.text("user")};
    });
    out.from = in.day("from").value_or(time::Date());
    out.until = in.day("until");
    in.object("ended", [&](RecordReader& inner) {
        inner.need("at", "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD");
        inner.need("why", one_of<RegistrationEnd>);
        out.ended = {.at = inner.instant("at").value_or(0),
                     .why = inner.word<RegistrationEnd>("why").value_or(RegistrationEnd::office)};
    });
    out.last_service_month = in.month("last_service_month");
    out.view_until = in.day("view_until");
    out.makes_plan = in.boolean("makes_plan", out.makes_plan);
}

} // namespace

std::string to_json(const Registration& registration) {
    std::string text;
    RecordWriter out(text);
    out.member("id", registration.id).member("insurer", registration.insurer);
    out.member("office", registration.office).member("service_type", registration.service_type);
    if (registration.identity) {
        out.start("identity").member("method", registration.identity->method);
        out.instant("at", registration.identity->at).member("user", registration.identity->user).end();
    }
    out.member("from", registration.from).member("until", registration.until);
    if (registration.ended) {
        out.start("ended").instant("at", registration.ended->at).member("why", registration.ended->why).end();
    }
    out.member("last_service_month", registration.last_service_month);
    out.member("view_until", registration.view_until).member("makes_plan", registration.makes_plan).end();
    return text;
}

diag::Result<Registration> read_registration(std::string_view json) {
    return read_record("registration", json, Registration(), read_registration_members);
}

} // namespace renkei::sharing
