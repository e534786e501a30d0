#include "gateway/network/auditforward/fhir_receiver.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::auditforward {
namespace {

constexpr int client_errors = 400;
constexpr int server_errors = 500;

bool is_success(int status) { return status / 100 == 2; }

// These say something of the caller, the address or the moment; every other 4xx says something of what was
// sent.
bool is_about_the_content(int status) {
    constexpr std::array not_about_it{401, 402, 403, 404, 405, 407, 408, 421, 423, 425, 426, 429, 451};
    return status >= client_errors && status < server_errors &&
           std::ranges::find(not_about_it, status) == not_about_it.end();
}

// 404 and 405: there is nothing that takes a Bundle at this address, which may still take single events. The
// others: one of the events may be the cause.
bool may_be_about_the_bundle(int status) {
    return is_about_the_content(status) || status == 404 || status == 405 || status == 501;
}

std::string bundle_of(Events events) {
    std::string out;
    json::Writer writer(out);
    writer.start_object().member("resourceType", "Bundle").member("type", "batch");
    writer.key("entry").start_array();
    for (const audit::ChainedEvent& event : events) {
        writer.start_object().key("resource").raw(audit::to_json(event));
        writer.key("request").start_object().member("method", "POST").member("url", "AuditEvent");
        writer.end_object().end_object();
    }
    writer.end_array().end_object();
    return out;
}

// The status of each entry of a batch-response; nothing: it is none, or not of so many entries.
std::optional<std::vector<int>> statuses_in(const std::string& body, std::size_t entries) {
    json::Parser parser;
    json::Tree tree;
    if (!parser.parse(body, tree) || !tree[json::Tree::root].is_object()) {
        return std::nullopt;
    }
    const json::NodeId list = tree.child(json::Tree::root, "entry");
    if (list == json::no_node || !tree[list].is_array()) {
        return std::nullopt;
    }
    std::vector<int> out;
    for (const json::NodeId entry : tree.children(list)) {
        const json::NodeId response = tree.child(entry, "response");
        const json::NodeId status =
            response == json::no_node ? json::no_node : tree.child(response, "status");
        if (status == json::no_node) {
            return std::nullopt;
        }
        const std::string_view text = tree.text(status); // "201 Created"
        int code = 0;
        std::from_chars(text.data(), text.data() + text.size(), code);
        out.push_back(code);
    }
    return out.size() == entries ? std::optional(std::move(out)) : std::nullopt;
}

SendFailure failure_of(int status) {
    return {.reason = diag::answered(status), .is_refusal = is_about_the_content(status)};
}

SendFailure failure_of(const client::ConnectionError& error) { return {.reason = error.reason}; }

} // namespace

client::HttpLimits FhirReceiver::default_limits() {
    using namespace std::chrono_literals;
    // the response to a Bundle has some hundred bytes for each event, or an OperationOutcome
    return {.connect = 5s, .response = 20s, .body = 8U << 20};
}

FhirReceiver::FhirReceiver(client::HttpUrl base, Poco::Net::Context::Ptr context, client::CurrentTrust trust,
                           client::HttpLimits limits)
    : base_(std::move(base)),
      pool_(std::move(context), limits, std::move(trust)) {}

// A Bundle that is repeated would bring the events behind a refused one again each time. So after one that
// was not taken as a whole events go one by one, until all of a call are accepted.
SendResult FhirReceiver::send(Events events) {
    if (events.size() > 1 && !is_cautious_) {
        return send_bundle(events);
    }
    SendResult out = send_one_by_one(events);
    is_cautious_ = is_cautious_ && out.failure.has_value();
    return out;
}

client::ConnectionResult<client::HttpResponse> FhirReceiver::post(const std::string& path,
                                                                  const std::string& body) {
    return pool_.exchange(base_.endpoint, {.method = "POST",
                                           .path = path,
                                           .fields = {{"Content-Type", "application/fhir+json"},
                                                      {"Accept", "application/fhir+json"},
                                                      {"Prefer", "return=minimal"}},
                                           .body = body});
}

SendResult FhirReceiver::send_bundle(Events events) {
    const auto response = post(base_.path, bundle_of(events));
    if (!response) {
        return {.failure = failure_of(response.error())};
    }
    if (!is_success(response->status) && !may_be_about_the_bundle(response->status)) {
        return {.failure = failure_of(response->status)};
    }
    const std::optional<std::vector<int>> statuses =
        is_success(response->status) ? statuses_in(response->body, events.size()) : std::nullopt;
    if (!statuses) {
        SendResult out = send_one_by_one(events);
        is_cautious_ = out.failure.has_value();
        return out;
    }
    const auto wrong = std::ranges::find_if_not(*statuses, is_success);
    SendResult out{.accepted = static_cast<std::size_t>(wrong - statuses->begin())};
    if (wrong != statuses->end()) {
        out.failure = failure_of(*wrong);
        is_cautious_ = true;
    }
    return out;
}

SendResult FhirReceiver::send_one_by_one(Events events) {
    SendResult out;
    for (const audit::ChainedEvent& event : events) {
        if ((out.failure = send_one(event))) {
            break;
        }
        ++out.accepted;
    }
    return out;
}

std::optional<SendFailure> FhirReceiver::send_one(const audit::ChainedEvent& event) {
    const auto response = post(base_.path + "/AuditEvent", audit::to_json(event));
    if (!response) {
        return failure_of(response.error());
    }
    return is_success(response->status) ? std::nullopt : std::optional(failure_of(response->status));
}

} // namespace renkei::auditforward
