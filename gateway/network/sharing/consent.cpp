#include "gateway/network/sharing/consent.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/network/sharing/record_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_members(RecordReader& in, Consent& out) {
    in.need("id", "\"…\"");
    in.need("insurer", "000000");
    in.need("taker", policy::number_forms());
    in.need("channel", one_of<ConsentChannel>);
    in.need("permits", "true | false");
    in.need("given_at", "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD");
    in.need("given_by", one_of<Ground>);
    out.id = in.text("id");
    out.insurer = in.insurer("insurer").value_or("");
    out.taker = in.number("taker").value_or(policy::Number());
    out.channel = in.word<ConsentChannel>("channel").value_or(out.channel);
    out.permits = in.boolean("permits", out.permits);
    out.kinds = in.texts("kinds");
    out.receivers = in.numbers("receivers");
    out.purposes = in.word_list<Purpose>("purposes");
    out.from = in.day("from");
    out.until = in.day("until");
    out.given_at = in.instant("given_at").value_or(0);
    out.given_by = in.word<Ground>("given_by").value_or(out.given_by);
    out.evidence = in.text("evidence");
    in.object("withdrawn", [&](RecordReader& inner) {
        inner.need("at", "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD");
        inner.need("by", one_of<Ground>);
        out.withdrawn = {.at = inner.instant("at").value_or(0),
                         .by = inner.word<Ground>("by").value_or(Ground::person),
                         .why = inner.text("why")};
    });
}

} // namespace

bool contradicts_itself(const Consent& consent) {
    return (consent.from && consent.until && *consent.until < *consent.from) ||
           (consent.withdrawn && consent.withdrawn->at < consent.given_at);
}

std::string to_json(const Consent& consent) {
    std::string text;
    RecordWriter out(text);
    out.member("id", consent.id).member("insurer", consent.insurer).member("taker", consent.taker);
    out.member("channel", consent.channel).member("permits", consent.permits);
    out.list("kinds", consent.kinds).list("receivers", consent.receivers).list("purposes", consent.purposes);
    out.member("from", consent.from).member("until", consent.until);
    out.instant("given_at", consent.given_at).member("given_by", consent.given_by);
    out.member("evidence", consent.evidence);
    if (consent.withdrawn) {
        out.start("withdrawn").instant("at", consent.withdrawn->at).member("by", consent.withdrawn->by);
        out.member("why", consent.withdrawn->why).end();
    }
    out.end();
    return text;
}

diag::Result<Consent> read_consent(std::string_view json) {
    return read_record("consent", json, Consent(), read_members);
}

} // namespace renkei::sharing
