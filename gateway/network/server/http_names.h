// Names of http that all handlers use.
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/http/request.h"
#include "gateway/network/http/route.h"
#include "gateway/network/http/request_target.h"

namespace renkei::server {

using http::Response;
using http::percent_encoded;
using http::limited_report;
using http::language_of;
using http::bad_request;
using http::HttpResult;
using http::Pairs;
using http::PathParameters;
using http::error_response;
using http::HttpError;
using http::http_error;
using http::Request;
using http::weight_of;

} // namespace renkei::server
