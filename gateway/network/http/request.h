// A request and its response, without HTTP's machinery: what handlers work with, and what their tests make by
// hand.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/http/http_error.h"
#include "gateway/network/http/memory_budget.h"
#include "gateway/network/net/fields.h"
#include "gateway/network/policy/caller.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::http {

using Pairs = net::Fields; // of headers, and of parameters

struct Request;
struct Response;
// Makes a page for people of a refusal; the report is what the caller may see.
using RefusalPage = void (*)(const Request&, const diag::Report&, Response&);

// A response body that is pulled and written piece by piece, so that no more than one piece of it is in
// memory.
struct BodySource {
    std::uint64_t size = 0; // bytes of all pieces together: Content-Length
    // The next piece; nothing at the end. After an error the connection is cut, so that its receiver sees
    // that the body is not whole.
    std::function<diag::Result<std::optional<std::string>>()> next{};
    explicit operator bool() const { return static_cast<bool>(next); }
};

struct Request {
    std::string method{};
    std::vector<std::string> path{}; // segments, decoded: "/documents/7" → {"documents", "7"}
    Pairs query{};                   // decoded, in order; of a POST _search the form's too
    Pairs headers{};                 // as they came
    std::string body{};
    policy::Caller caller{}; // who; peer is null only where a route allows it
    std::string base{};      // "https://host:port", for Location and links
    std::string target{};    // path and query as they came, for links
    std::string canonical{}; // base of our code systems, without a slash at its end
    std::string gateway{};   // its name, for pages
    MemoryShare memory{};    // for large bodies that the response needs
    std::function<bool()> client_disconnected = [] {
        return false;
    };                                  // it has closed the connection and reads no response
    RefusalPage refusal_page = nullptr; // for a browser; null: there are no pages

    // Whole days until the caller's certificate ends; nothing: without one.
    std::optional<std::int64_t> certificate_days{};

    // The first value, or empty. Names of headers match in any case, names of parameters exactly.
    std::string_view header(std::string_view name) const;
    std::string_view parameter(std::string_view name) const;
};

struct Response {
    int status = 200;
    Pairs headers{};
    std::string media_type{};
    std::string body{};
    Refusal refusal = Refusal::none;
    std::string outcome{};                // for logs and metrics: "created", "conflict", a message id …
    std::string failure{};                // what failed inside, for the log alone
    BodySource source{};                  // takes the place of `body`
    MemoryShare::ReservationPtr memory{}; // of a large body

    Response& with(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

// The one of our languages that Accept-Language prefers; English if it names neither.
diag::Language language_of(const Request& request);
// Does `header` (Accept, Accept-Encoding, Accept-Language …) name the token with a weight above 0? Without
// "*".
double weight_of(std::string_view header, std::string_view token); // 0: not named, or refused

// Does the caller want a page rather than what programs read? A browser names text/html before all of that.
bool wants_page(const Request& request);

// OperationOutcome in the syntax that the caller accepts (JSON, or XML where only that is accepted), with as
// much of the report as one answer holds (resources/answer_report.h).
Response report_response(const Request& request, int status, const diag::Report& report,
                         std::string_view outcome);
// The error as its caller may see it. For an internal failure it names no file and no host, and has no text
// of the database.
diag::Error shown_error(const Request& request, const diag::Error& error);

// The same of a request that is refused, and a page for a browser; the status is that of the refusal. Errors
// are shown as shown_error() says; the response keeps the others for the log.
Response error_response(const Request& request, Refusal refusal, const diag::Report& report,
                        std::string_view outcome);
Response error_response(const Request& request, Refusal refusal, const diag::Error& error);
Response error_response(const Request& request, const HttpError& refusal); // with its headers
// The status is the one that the table of refusals gives for the message.
Response error_response(const Request& request, const diag::Error& error);

} // namespace renkei::http

// TRY_OR_ANSWER(request, auto x, f()): x is the value of f(), or the handler answers with f's error.
#define TRY_OR_ANSWER(request, declaration, expression)                                                      \
    auto RENKEI_TRY_NAME_(try_result_, __LINE__) = (expression);                                             \
    if (!RENKEI_TRY_NAME_(try_result_, __LINE__)) {                                                          \
        return error_response(request, RENKEI_TRY_NAME_(try_result_, __LINE__).error());                     \
    }                                                                                                        \
    declaration = std::move(*RENKEI_TRY_NAME_(try_result_, __LINE__))
