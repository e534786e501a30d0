#include "gateway/network/sharing/insurer.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/network/sharing/insurer_reader.h"
#include "gateway/network/sharing/record_writer.h"

namespace renkei::sharing {
namespace {

void read_insurer_members(RecordReader& in, Insurer& out) {
    in.need("number", "000000");
    in.need("state", one_of<InsurerState>);
    out.number = in.insurer("number").value_or("");
    read_start(in, out);
    in.object("settings", [&](RecordReader& inner) { read_settings(inner, out.settings); });
}

} // namespace

void read_start(RecordReader& in, Insurer& out) {
    out.state = in.word<InsurerState>("state").value_or(out.state);
    out.live_from = in.day("live_from");
    in.object("functions", [&](RecordReader& inner) {
        inner.each_day([&](std::string function, const time::Date& from) {
            out.functions.push_back({.function = std::move(function), .from = from});
        });
    });
}

void read_settings(RecordReader& in, InsurerSettings& out) {
    out.strict = in.boolean("strict", out.strict);
    out.deemed_care_office = in.boolean("deemed_care_office", out.deemed_care_office);
    out.plans_before_start = in.boolean("plans_before_start", out.plans_before_start);
    out.closed_kinds = in.texts("closed_kinds");
    out.doctor_consent = in.boolean("doctor_consent", out.doctor_consent);
    out.result_delivered = in.boolean("result_delivered", out.result_delivered);
    if (in.has("proxies")) {
        out.proxies.clear();
        for (const std::size_t place : in.places("proxies", grounds_of_proxies())) {
            out.proxies.push_back(ground_of_proxy(place));
        }
    }
    out.grace_months = in.count("grace_months", out.grace_months);
    out.emergency = in.boolean("emergency", out.emergency);
    out.disaster = in.boolean("disaster", out.disaster);
}

std::string to_json(const Insurer& insurer) {
    std::string text;
    RecordWriter out(text);
    out.member("number", insurer.number).member("state", insurer.state);
    out.member("live_from", insurer.live_from).start("functions");
    for (const FunctionStart& start : insurer.functions) {
        out.member(start.function, start.from);
    }
    const InsurerSettings& settings = insurer.settings;
    out.end().start("settings").member("strict", settings.strict);
    out.member("deemed_care_office", settings.deemed_care_office);
    out.member("plans_before_start", settings.plans_before_start);
    out.list("closed_kinds", settings.closed_kinds).member("doctor_consent", settings.doctor_consent);
    out.member("result_delivered", settings.result_delivered).list("proxies", settings.proxies);
    out.member("grace_months", settings.grace_months).member("emergency", settings.emergency);
    out.member("disaster", settings.disaster).end().end();
    return text;
}

diag::Result<InsurerSettings> read_insurer_settings(std::string_view json) {
    return read_record("insurer", json, InsurerSettings(), read_settings);
}

diag::Result<Insurer> read_insurer(std::string_view json) {
    return read_record("insurer", json, Insurer(), read_insurer_members);
}

} // namespace renkei::sharing
